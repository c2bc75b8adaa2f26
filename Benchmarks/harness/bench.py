"""One call of the benchmarks: the server, the folder, and how galley and its peers are run in it."""

import dataclasses
import os
import statistics
import sys
import time

import process
import work

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


@dataclasses.dataclass
class Row:
    """One line of the table: what was measured in each round, the least (or most) that is wanted, and the figures behind it."""

    what: str
    unit: str
    wanted: str
    measured: list
    behind: str

    def line(self):
        ordered = sorted(self.measured)
        middle = f"**{statistics.median(ordered):.3g}** {self.unit}".rstrip()
        span = f" ({ordered[0]:.3g}–{ordered[-1]:.3g})" if len(ordered) > 1 else ""
        return f"| {self.what} | {middle}{span} | {self.wanted} | {self.behind} |"


@dataclasses.dataclass
class Run:
    """A run of galley or of a peer, with what the server counted meanwhile."""

    items: int
    seconds: float
    cpu: float
    peak: float
    stats: dict

    @property
    def rate(self):
        return self.items / self.seconds

    @property
    def limited(self):
        """Part of the requests that was answered with 429."""
        return self.stats["limited"] / max(self.stats["requests"], 1)


class Bench:
    def __init__(self, galley, server, is_quick, rounds):
        self.galley, self.server, self.is_quick, self._rounds = os.path.abspath(galley), server, is_quick, rounds
        # New folders each time, and none is removed: ext4 (without a journal, above all) creates files several times slower
        # for minutes after many were deleted. `make clean` removes them.
        self._folder = os.path.join(ROOT, ".build", "bench", time.strftime("%Y%m%d-%H%M%S"))
        self._count = 0
        self.checked = self.wrong = 0

    def rounds(self, usual):
        return range(1 if self.is_quick else self._rounds or usual)

    def items(self, usual):
        """A quick call does a tenth."""
        return range(usual // 10 if self.is_quick else usual)

    def new_folder(self, name):
        self._count += 1
        return os.path.join(self._folder, f"{self._count:03d}-{name}")

    def workspace(self, numbers, plan="", **job):
        """A new workspace, and the folder of its drafts."""
        root = self.new_folder("galley")
        return root, work.write_workspace(root, self.server.base_url(plan), numbers, **job)

    def run_galley(self, workspace, drafts, numbers):
        """`galley run` from the start of the process to its end."""
        self.server.reset()
        taken = process.run([self.galley, "run", "-C", workspace, "--quiet"])
        return self._run("galley", taken, taken.seconds, drafts, numbers)

    def run_peer(self, peer, venv, numbers, in_flight, plan=""):
        """A peer's own seconds, without its start and imports; curator's by the server's clock, from the first request to the
        last answer, as it does much besides."""
        folder = self.new_folder(peer)
        os.makedirs(folder)
        rows, drafts = os.path.join(folder, "rows.csv"), os.path.join(folder, "drafts")
        work.write_rows(rows, numbers)
        self.server.reset()
        python = os.path.join(ROOT, ".build", f"bench-venv-{venv}", "bin", "python")
        script = os.path.join(ROOT, "Benchmarks", "peers", f"{peer}_peer.py")
        taken = process.run([python, script, self.server.base_url(plan), rows, str(in_flight), drafts])
        seconds = float(taken.output.split()[-1])
        if peer == "curator":
            stats = self.server.stats()
            seconds = stats["last"] - stats["first"]
        return self._run(peer, taken, seconds, drafts, numbers)

    def run_client_alone(self, numbers, in_flight, plan):
        """AsyncHTTPClient: its own seconds; no drafts."""
        self.server.reset()
        binary = os.path.join(ROOT, ".build", "release", "client-alone")
        taken = process.run([binary, self.server.base_url(plan), str(len(numbers)), str(in_flight)])
        return self._run("client alone", taken, float(taken.output), None, numbers)

    def _run(self, who, taken, seconds, drafts, numbers):
        run = Run(len(numbers), seconds, taken.cpu, taken.peak, self.server.stats())
        wrong = work.wrong_drafts(drafts, numbers) if drafts else 0
        self.checked += len(numbers) if drafts else 0
        self.wrong += wrong
        self.say(
            f"  {who:12} {run.items:6} items {seconds:7.2f} s {run.rate:7.0f}/s  CPU {run.cpu:6.2f} s  peak {run.peak:4.0f} MB  "
            f"at most {run.stats['most_in_flight']:.0f} in flight  429s {run.limited:.1%}  wrong drafts {wrong}")
        return run

    @staticmethod
    def say(text):
        print(text, file=sys.stderr, flush=True)


def median(values):
    return statistics.median(list(values))
