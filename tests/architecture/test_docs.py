"""What the documents say of commands, settings, pages and files is so."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import click
import pytest
from flask import Flask

from tests.architecture.test_catalogue import messages

ROOT = Path(__file__).resolve().parents[2]
DOCS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
OPERATIONS = ROOT / "docs" / "operations" / "README.md"
DESIGN = ROOT / "docs" / "design-system.md"
# Where a file named in a document may stand, besides beside the document.
BASES = ("", "marketplace", "templates", "static", "static/js", "static/css", "static/img", "marketplace/taxonomy/data")
# Made when the site runs, or only an example of a name.
MADE = {"chapnoi.sqlite3", "backup.sqlite3", "matching.run", "search.run"}
FILE = re.compile(r"`([\w./-]+\.(?:py|md|html|css|js|csv|toml|txt|in|svg|service|conf|tsv|po))`")


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def settings_read() -> set[str]:
    """Return the names of the environment that the code asks for."""
    found: set[str] = set()
    for path in ("config.py", "cli/serving.py"):
        for node in ast.walk(ast.parse((ROOT / "marketplace" / path).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                arguments = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                found.update(a for a in arguments if re.fullmatch(r"[A-Z][A-Z_]{3,}", a))
    return found


def anchors(path: Path) -> set[str]:
    """Return the addresses of a document's headings, as they are made on the web."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_setting_is_in_the_table_and_no_other() -> None:
    table = OPERATIONS.read_text(encoding="utf-8").partition("## Settings")[2].partition("\n## ")[0]
    first_cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert sorted(re.findall(r"`(\w+)`", " ".join(first_cells))) == sorted(settings_read())


def test_the_environment_is_read_in_two_places_only() -> None:
    found = {
        relative(path)
        for path in (ROOT / "marketplace").rglob("*.py")
        if re.search(r"\bos\.(environ|getenv)\b", path.read_text(encoding="utf-8"))
    }
    assert found == {"marketplace/config.py", "marketplace/cli/serving.py"}


@pytest.mark.parametrize("path", DOCS, ids=relative)
def test_every_make_target_exists(path: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^    |`)make ([a-z-]+)", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert named - targets == set()


@pytest.mark.parametrize("path", DOCS, ids=relative)
def test_every_command_exists(path: Path, house: Flask) -> None:
    unknown = []
    for words in re.findall(r"flask --app wsgi ([a-z-]+(?: [a-z-]+)?)", path.read_text(encoding="utf-8")):
        first, _, second = words.partition(" ")
        command = house.cli.commands.get(first)
        if command is None or (isinstance(command, click.Group) and second not in command.commands):
            unknown.append(words)
    assert unknown == []


@pytest.mark.parametrize("path", DOCS, ids=relative)
def test_every_link_leads_somewhere(path: Path) -> None:
    broken = []
    for target in re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", path.read_text(encoding="utf-8")):
        file, _, anchor = target.partition("#")
        there = path.parent / file if file else path
        if not there.exists() or (anchor and anchor not in anchors(there)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("path", DOCS, ids=relative)
def test_every_file_that_is_named_exists(path: Path) -> None:
    gone = [
        name
        for name in FILE.findall(path.read_text(encoding="utf-8"))
        if name not in MADE
        and not (path.parent / name).exists()
        and not any((ROOT / base / name).exists() for base in BASES)
        and not ("/" not in name and any((ROOT / "marketplace").rglob(name)))
    ]
    assert gone == []


def test_pages_are_called_what_they_are_called_on_screen() -> None:
    known = {message for message in messages() if isinstance(message, str)}
    named = re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", OPERATIONS.read_text(encoding="utf-8"))
    assert named
    assert [part for name in named for part in name.split(" > ") if part not in known] == []


def test_every_component_is_listed_as_it_is() -> None:
    listed = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", DESIGN.read_text(encoding="utf-8"), re.MULTILINE))
    written = {}
    for path in (ROOT / "templates" / "components").glob("*.html"):
        macros = re.findall(r"\{%-? macro ([^_].*?\)) -?%\}", path.read_text(encoding="utf-8"))
        if macros:
            written[path.stem] = macros
    said = {name: re.findall(r"`([^`]+)`", cell) for name, cell in listed.items() if name in written}
    assert said == written
