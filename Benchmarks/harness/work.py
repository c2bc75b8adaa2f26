"""The work that galley and its peers are given: rows, the prompt made of them, and the drafts that must come out."""

import csv
import os
import random

PROMPT = (
    "Write an article of about three hundred words on {name} for {audience}. Begin with a heading. Name what is needed, "
    "say in which order it is done, and what goes wrong most often. Plain words, no lists, no table. {more}"
)
SHORT_PROMPT = "Write about {name}. {more}"
AUDIENCES = ["beginners", "gardeners", "teachers", "cooks"]
# Of standin.lua.
PARAGRAPH = (
    "A garden rewards whoever looks at it every morning, before the day begins to ask for other things. "
    "Water early, cut what has flowered, and leave the leaves of autumn where the hedgehog wants them. "
)


def name(number):
    return f"item-{number:06d}"


def write_rows(path, numbers, words=None):
    """A CSV file with a row for each number. `words(number)` says how many words its prompt has besides; none by default."""
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["name", "audience", "more"])
        for number in numbers:
            more = " ".join(["garden"] * words(number)) if words else "Thank you."
            writer.writerow([name(number), AUDIENCES[number % 4], more])


def mixed_words(number):
    """Makes a request with SHORT_PROMPT one of 50 to 5,000 tokens, as standin.lua counts them: from 50 to 500 are as many as
    from 500 to 5,000. The same for the same number."""
    return int(50 * 100 ** random.Random(number).random()) - 31


def wrong_drafts(folder, numbers):
    """How many of the drafts are not there, not whole or not the right one. Reads each."""
    text = (PARAGRAPH * 10).rstrip()
    wrong = 0
    for number in numbers:
        right = f"# {name(number)}\n\n{text}\n\nThe end of {name(number)}."
        try:
            with open(os.path.join(folder, f"{name(number)}.md")) as file:
                wrong += file.read().rstrip("\n") != right
        except OSError:
            wrong += 1
    return wrong


def write_workspace(root, base_url, numbers, limits="{}", words=None, prompt=PROMPT, more=""):
    """A workspace of galley for this work; gives the folder of its drafts. `limits` and `more` are YAML of the job."""
    os.makedirs(os.path.join(root, "jobs"))
    write_rows(os.path.join(root, "rows.csv"), numbers, words)
    with open(os.path.join(root, "galley.yaml"), "w") as file:
        file.write(f'providers:\n  standin: {{api: chat, base_url: "{base_url}"}}\n')
    prompt = prompt.replace("{", "{{ ").replace("}", " }}")
    with open(os.path.join(root, "jobs", "drafts.yaml"), "w") as file:
        file.write(
            f'provider: standin\nmodel: standin\nvariables: {{file: ../rows.csv}}\nkey: "{{{{ name }}}}"\n'
            f'messages:\n  - user: "{prompt}"\nlimits: {limits}\n{more}')
    return os.path.join(root, "output", "drafts")
