"""What the figures were measured on."""

import os
import pathlib
import platform
import subprocess

import bench


def description(galley):
    processor = next(
        (line.split(":", 1)[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
         if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
    device, kind = _words("df", "--output=source,fstype", bench.ROOT)[-2:]
    name = os.path.basename(os.path.realpath(device))
    has_journal = any(entry.startswith(name + "-") for entry in _entries("/proc/fs/jbd2"))
    peers = " ".join(
        " ".join(path.read_text().split())
        for path in sorted(pathlib.Path(bench.ROOT, "Benchmarks", "peers", "requirements").glob("*.txt")))
    return [
        f"{len(os.sched_getaffinity(0))} cores ({processor}), {memory:.0f} GB, shared with the server; Linux {platform.release()}; "
        f"{kind}{'' if has_journal or kind != 'ext4' else ' without a journal'}; load {os.getloadavg()[0]:.1f} before the first run",
        f"galley {' '.join(_words(galley, '--version'))}, {_line('swift', '--version')}, "
        f"{_line('/usr/sbin/nginx', '-v')}, Python {platform.python_version()}, {peers}",
    ]


def _line(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    return (done.stdout + done.stderr).splitlines()[0].replace("nginx version: nginx/", "nginx ")


def _words(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def _entries(folder):
    return os.listdir(folder) if os.path.isdir(folder) else []
