"""Every `manage.py` line that people or servers are told to run is one that the command takes."""

import re
import shlex
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
OTHERS = [ROOT / "compose.yaml", ROOT / "Dockerfile", *sorted((ROOT / "deploy").iterdir())]
BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`]+)`")
ALIAS = re.compile(
    r"^(clinic|owner) (?=[a-z])"
)  # as docs/deploy-debian.md and backups.md define them


def lines_of(file):
    """What is to be typed, or run: in a page its blocks and quoted words, elsewhere every line."""
    text = file.read_text().replace("\\\n", " ")
    if file.suffix == ".md":
        blocks = BLOCK.findall(text)
        rest = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
        spans = [" ".join(span.split()) for span in SPAN.findall(rest)]
        return [*"\n".join(blocks).split("\n"), *spans]
    if file.suffix == ".yaml":  # a command as a list
        text = re.sub(r"command: \[(.+)\]", lambda found: re.sub(r'[", ]+', " ", found[1]), text)
    return [line for line in text.split("\n") if not line.lstrip().startswith(("#", "--"))]


def written_in(file):
    for line in lines_of(file):
        for part in re.split(r"&&|\|\||[;|`]| # ", line):
            _, found, words = ALIAS.sub("manage.py ", part.strip()).partition("manage.py ")
            if found and re.match(r"[a-z]", words):
                yield f"{file.name}: {words.strip()}", shlex.split(words, comments=True)


WRITTEN = dict(found for file in [*PAGES, *OTHERS] for found in written_in(file))


@pytest.mark.parametrize("words", WRITTEN.values(), ids=WRITTEN)
def test_a_written_command_is_one_that_it_takes(words):
    name, *arguments = words
    command = get_commands()[name]
    if isinstance(command, str):
        command = load_command_class(command, name)
    command.create_parser("manage.py", name).parse_args(arguments)


def test_what_servers_run_and_pages_say_is_found():
    named = {(name.split(":")[0], words[0]) for name, words in WRITTEN.items()}
    assert named >= {
        ("clinic-backup.service", "backup"),
        ("clinic-worker.service", "work"),
        ("compose.yaml", "backup"),
        ("compose.yaml", "seed"),
        ("Dockerfile", "collectstatic"),
        ("deploy-debian.md", "seed"),
        ("backups.md", "erase_again"),
    }
