"""What the peers share: the rows, as many workers as may be in flight, a file for each reply, and the seconds it took.

Usage of each: PEER BASE_URL ROWS.csv IN_FLIGHT FOLDER. The time of imports is not counted.
"""

import asyncio
import csv
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "harness"))
from work import PROMPT  # noqa: E402


def arguments():
    base_url, rows, in_flight, folder = sys.argv[1:5]
    with open(rows, newline="") as file:
        table = list(csv.DictReader(file))
    os.makedirs(folder)
    return base_url, table, int(in_flight), folder


def write(folder, name, text):
    with open(os.path.join(folder, f"{name}.md"), "w") as file:
        file.write(text)


async def ask_all(ask, table, in_flight, folder):
    """`ask(prompt)` gives the text of the reply."""
    rows = iter(table)

    async def worker():
        for row in rows:
            write(folder, row["name"], await ask(PROMPT.format(**row)))

    begin = time.monotonic()
    async with asyncio.TaskGroup() as group:
        for _ in range(in_flight):
            group.create_task(worker())
    print(time.monotonic() - begin)
