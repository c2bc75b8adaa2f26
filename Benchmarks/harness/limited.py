"""Rows of the table where a provider's limit is what is slow."""

import os

import work
from bench import Row, median

LATENCY = 0.2
A_MINUTE = 1_800
# Six requests, and a 429 for the seventh: whoever opens with a burst of a second pays for it.
BUCKET = "by=bucket,burst=0.2"


def _requests(bench):
    """Items, and the seconds that an even pace takes: the first at once, the last answer a latency after it was asked for."""
    numbers = range(150 if bench.is_quick else 600)
    return numbers, (len(numbers) - 1) / (A_MINUTE / 60) + LATENCY


def _row(what, wanted, runs, least):
    return Row(
        what, "×", wanted, [run.seconds / least for run in runs],
        f"{median(run.seconds for run in runs):.1f} s where {least:.1f} s is an even pace; 429s "
        + ", ".join(f"{run.limited:.1%}" for run in runs))


def declared(bench):
    """1,800 requests a minute, in the job."""
    numbers, least = _requests(bench)
    plan = f"after=200,requests={A_MINUTE},{BUCKET},say=headers+retry"
    runs = [
        bench.run_galley(*bench.workspace(numbers, plan, limits=f"{{requests_per_minute: {A_MINUTE}}}"), numbers)
        for _ in bench.rounds(3)
    ]
    yield _row(f"{A_MINUTE:,} requests a minute, declared, {len(numbers)} items", "1.03 ×, 1 % of 429s", runs, least)


def undeclared(bench):
    """The same limit, not declared: a first run, and a second one that remembers."""
    numbers, least = _requests(bench)
    for name, kind in (
        ("bucket of 6, headers", BUCKET + ",say=headers+retry"), ("bucket of 6, a bare 429", BUCKET),
        # A window of a minute would take all items at once.
        ("window of 2 s, headers", "by=window,window=2,say=headers+retry"), ("window of 2 s, a bare 429", "by=window,window=2"),
        ("bucket of 10, retry-after in whole seconds", "by=bucket,burst=0.334,say=retry"),
    ):
        first, second = [], []
        for _ in bench.rounds(2):
            workspace, drafts = bench.workspace(numbers, f"after=200,requests={A_MINUTE},{kind}")
            first.append(bench.run_galley(workspace, drafts, numbers))
            more = range(len(numbers), 2 * len(numbers))
            work.write_rows(os.path.join(workspace, "rows.csv"), more)
            second.append(bench.run_galley(workspace, drafts, more))
        yield _row(f"the same, not declared ({name}): first run", "1.15 ×, 25 % of 429s", first, least)
        yield _row(f"not declared ({name}): second run", "1.03 ×, 1 % of 429s", second, least)


def tokens(bench):
    """600,000 tokens a minute, declared; requests of 50 to 5,000 tokens mixed. The bucket holds 10,000."""
    numbers, a_second = range(100 if bench.is_quick else 600), 10_000
    plan = f"after=200,tokens={a_second * 60},by=bucket,burst=1,say=headers+retry"
    runs, ratios = [], []
    for _ in bench.rounds(2):
        workspace, drafts = bench.workspace(
            numbers, plan, limits=f"{{tokens_per_minute: {a_second * 60}}}", words=work.mixed_words,
            prompt=work.SHORT_PROMPT, more="settings: {max_tokens: 20}\n")
        run = bench.run_galley(workspace, drafts, numbers)
        last = work.mixed_words(numbers[-1]) + 31
        least = (run.stats["tokens"] - last) / a_second + LATENCY
        runs.append(run)
        ratios.append(run.seconds / least)
    yield Row(
        f"{a_second * 60:,} tokens a minute, declared, {len(numbers)} requests of 50 to 5,000 tokens", "×", "1.05 ×", ratios,
        f"{median(run.seconds for run in runs):.1f} s for {runs[0].stats['tokens']:,.0f} tokens; 429s "
        + ", ".join(f"{run.limited:.1%}" for run in runs))
