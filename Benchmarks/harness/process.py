"""Runs a program to its end and says what it took."""

import dataclasses
import os
import resource
import subprocess
import sys
import tempfile
import time


@dataclasses.dataclass
class Taken:
    seconds: float  # by the clock, the whole process
    cpu: float  # seconds of all its threads, in the kernel too
    peak: float  # MB (10^6 bytes) resident at most
    output: str


def run(command):
    """`os.sync()` first: what others wrote is not paid for by this one."""
    os.sync()
    with tempfile.TemporaryFile("w+") as errors:
        begin = time.monotonic()
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, text=True, preexec_fn=_open_files)
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            errors.seek(0)
            sys.exit(f"bench: {' '.join(command)} ended with {process.returncode}\n{output[-500:]}{errors.read()[-2000:]}")
    size = usage.ru_maxrss * 1024 if sys.platform == "linux" else usage.ru_maxrss
    return Taken(seconds, usage.ru_utime + usage.ru_stime, size / 1e6, output)


def _open_files():
    """As many as the machine allows: 4,000 connections need as many."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
