"""Rows of the table where the client is what is slow."""

from bench import Row, median


def at_once(bench):
    """Answers at once, 64 in flight, against raw aiohttp."""
    ours, theirs = [], []
    numbers = bench.items(10_000)
    for round in bench.rounds(5):
        # Whoever comes second has the warmer machine or the fuller disk: in turns.
        for is_ours in (True, False) if round % 2 == 0 else (False, True):
            if is_ours:
                ours.append(bench.run_galley(*bench.workspace(numbers, limits="{concurrency: 64}"), numbers))
            else:
                theirs.append(bench.run_peer("aiohttp", "plain", numbers, 64))
    yield Row(
        f"answers at once, 64 in flight, {len(numbers):,} items, against raw aiohttp", "×", "1.5 ×",
        [a.rate / b.rate for a, b in zip(ours, theirs)],
        f"{median(a.rate for a in ours):,.0f} against {median(b.rate for b in theirs):,.0f} a second; "
        f"{median(a.cpu for a in ours):.1f} against {median(b.cpu for b in theirs):.1f} s of CPU")


def peers(bench):
    """The same against libraries, which get a tenth of the items."""
    numbers, few = bench.items(10_000), bench.items(1_000)
    found = {"openai": [], "litellm": [], "curator": []}
    for _ in bench.rounds(3):
        ours = bench.run_galley(*bench.workspace(numbers, limits="{concurrency: 64}"), numbers)
        for peer, runs in found.items():
            runs.append((ours, bench.run_peer(peer, "plain" if peer == "openai" else peer, few, 64)))
    for peer, name, wanted in (
        ("openai", "OpenAI's Python SDK", "30 ×"), ("litellm", "litellm", "–"), ("curator", "bespokelabs-curator", "–")):
        runs = found[peer]
        yield Row(
            f"the same against {name} ({len(few):,} items)", "×", wanted, [a.rate / b.rate for a, b in runs],
            f"{median(a.rate for a, _ in runs):,.0f} against {median(b.rate for _, b in runs):,.0f} a second")


def _far(bench, milliseconds, in_flight):
    numbers = range(in_flight * 3 if bench.is_quick else 40_000)
    plan = f"after={milliseconds}"
    ideal = len(numbers) / in_flight * milliseconds / 1000
    ours, alone = [], []
    for _ in bench.rounds(3):
        ours.append(
            bench.run_galley(*bench.workspace(numbers, plan, limits=f"{{concurrency: {in_flight}}}"), numbers))
        alone.append(bench.run_client_alone(numbers, in_flight, plan))
    name = f"{milliseconds / 1000:g} s an answer, {in_flight:,} in flight, {len(numbers):,} items"
    return name, ideal, ours, alone


def far(bench):
    """200 ms, 1,000 in flight."""
    name, ideal, ours, alone = _far(bench, 200, 1_000)
    yield Row(
        name + ", of the ideal", "", "0.85", [ideal / run.seconds for run in ours],
        f"{median(run.seconds for run in ours):.1f} s where {ideal:.1f} s would be ideal; peak {max(run.peak for run in ours):.0f} MB")
    yield Row(
        "the same, of AsyncHTTPClient alone", "", "0.95", [b.seconds / a.seconds for a, b in zip(ours, alone)],
        f"it takes {median(run.seconds for run in alone):.1f} s")


def farther(bench):
    """1 s, 4,000 in flight."""
    name, ideal, ours, alone = _far(bench, 1_000, 4_000)
    yield Row(
        name + ", of the ideal", "", "0.85", [ideal / run.seconds for run in ours],
        f"{median(run.seconds for run in ours):.1f} s; AsyncHTTPClient alone {median(run.seconds for run in alone):.1f} s; "
        f"ideal {ideal:.1f} s; peak {max(run.peak for run in ours):.0f} MB")
