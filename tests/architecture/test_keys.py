"""Every key ``room.reason`` in the code has words, whichever way it is raised, returned or recorded.

A key is a plain text in the code, so the rule is turned round: every text that looks like one must be known, as a
sentence, a line of the history, a job, a letter or a page. A key that is misspelt or has no words is none of these.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask

from marketplace.postings.models import Side
from marketplace.web.taps import PAGES
from marketplace.web.words import HISTORY, MESSAGES
from marketplace.worker.handlers import BATCH_HANDLERS, HANDLERS

ROOT = Path(__file__).resolve().parents[2] / "marketplace"
ROOMS = sorted(path.name for path in ROOT.iterdir() if path.is_dir())
CODE = sorted(path for path in ROOT.rglob("*.py") if path.name != "labels.py" and path.parent.name != "cli")
KEY = re.compile(rf"(?:{'|'.join(ROOMS)}|input)\.[a-z_]+")
# Calls whose key is shown to somebody: nothing but a sentence will do.
SAYING_NO = {"Refused", "Conflict", "NotFound", "of", "FieldError", "FieldProblem", "MarketplaceError"}
# Calls that write history, the verb without its room in second place.
WRITING = {"write_history", "_write_history", "record_request", "_follow_up"}
# The only keys that are put together when they are needed; the tests below spell each of them out.
MADE = {
    "agreements.{verb}",
    "postings.{verb}",
    "postings.missing_{lack.key}",
    "postings.{template}",
    "leads.{verb}",
    "quotes.{verb}",
    "matching.{verb}",
    "moderation.{verb}",
    "moderation.{complaint.status.value}",
    "accounts.{verb}",
    "accounts.{write.__name__}",
}


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def texts(tree: ast.AST) -> Iterator[str]:
    """Yield every text constant in a piece of code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def letters() -> set[str]:
    """Return the names under which letters stand in the outbox: room and function."""
    found: set[str] = set()
    for path in ROOT.glob("*/mail.py"):
        room = path.parent.name
        module = import_module(f"marketplace.{room}.mail")
        found.update(f"{room}.{name}" for name in vars(module) if name.islower() and not name.startswith("_"))
    return found


def test_every_text_that_looks_like_a_key_is_one(house: Flask) -> None:
    known = {*MESSAGES, *HISTORY, *HANDLERS, *BATCH_HANDLERS, *house.view_functions, *letters(), *PAGES}
    unknown = {
        f"{path.relative_to(ROOT)}: {text}"
        for path in CODE
        for node in nodes(path)
        for text in ([node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else [])
        if KEY.fullmatch(text) and text not in known
    }
    # The start of a key that is put together stands in the tree as a text of its own.
    assert unknown - {"postings/actions/changes.py: postings.missing_"} == set()


def test_every_refusal_has_words() -> None:
    mute = {
        f"{path.relative_to(ROOT)}: {text}"
        for path in CODE
        for node in nodes(path)
        if isinstance(node, ast.Call) and name_of(node) in SAYING_NO
        for text in texts(node)
        if KEY.fullmatch(text) and text not in MESSAGES
    }
    assert mute - {"postings/actions/changes.py: postings.missing_"} == set()


def test_no_key_is_put_together_in_a_way_that_nobody_checks() -> None:
    start = re.compile(rf"(?:{'|'.join(ROOMS)})\.")
    made = set()
    for path in CODE:
        for node in nodes(path):
            if isinstance(node, ast.JoinedStr) and node.values and start.match(next(texts(node.values[0]), "")):
                made.add(ast.unparse(node)[2:-1])
    assert made == MADE


def test_every_lack_that_stops_a_posting_has_words() -> None:
    tree = ast.parse((ROOT / "postings" / "completeness.py").read_text(encoding="utf-8"))
    stopping = next(n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == "_missing")
    keys = {
        keyword.value.value
        for call in ast.walk(stopping)
        if isinstance(call, ast.Call) and name_of(call) == "Lack"
        for keyword in call.keywords
        if keyword.arg == "key" and isinstance(keyword.value, ast.Constant)
    }
    assert len(keys) >= len(Side) * 3
    assert {f"postings.missing_{key}" for key in keys} - set(MESSAGES) == set()


@pytest.mark.parametrize("room", ["accounts", "postings", "matching", "leads", "quotes", "agreements", "moderation"])
def test_everything_that_is_recorded_has_words(room: str) -> None:
    verbs = {
        f"{room}.{verb}"
        for path in (ROOT / room).rglob("*.py")
        for node in nodes(path)
        if isinstance(node, ast.Call) and name_of(node) in WRITING
        for verb in texts(node.args[1])
    }
    assert verbs - set(HISTORY) == set()


def test_what_is_recorded_by_its_whole_name_has_words() -> None:
    verbs = {
        text
        for path in CODE
        for node in nodes(path)
        if isinstance(node, ast.Call) and name_of(node) in {"record", "_record"}
        for text in texts(node)
        if KEY.fullmatch(text)
    }
    assert verbs - set(HISTORY) == set()
