"""Rows of the table where the number of rows is what is slow or large."""

import process
from bench import Row, median


def plan(bench):
    """`plan` of 1,000,000 rows of CSV."""
    numbers = bench.items(1_000_000)
    workspace, _ = bench.workspace(numbers)
    taken = [process.run([bench.galley, "plan", "-C", workspace, "--quiet"]) for _ in bench.rounds(3)]
    yield Row(
        f"`plan` of {len(numbers):,} rows", "s", "15 s, 700 MB", [one.seconds for one in taken],
        f"peak {max(one.peak for one in taken):.0f} MB, CPU {median(one.cpu for one in taken):.1f} s")


def long(bench):
    """A run of 100,000 rows, and a second look at it."""
    numbers = bench.items(100_000)
    workspace, drafts = bench.workspace(numbers, limits="{concurrency: 64}")
    run = bench.run_galley(workspace, drafts, numbers)
    yield Row(f"run of {len(numbers):,} rows, peak", "MB", "300 MB", [run.peak], f"{run.seconds:.0f} s")
    looks = [bench.run_galley(workspace, drafts, numbers) for _ in bench.rounds(3)]
    asked = sum(look.stats["requests"] for look in looks)
    yield Row(
        "a second look at it", "s", "4 s", [look.seconds for look in looks],
        f"peak {max(look.peak for look in looks):.0f} MB; {asked:.0f} requests")


def version(bench):
    """`--version`."""
    taken = [process.run([bench.galley, "--version"]).seconds * 1000 for _ in range(20)]
    yield Row("`--version`", "ms", "50 ms", taken, "20 times")
