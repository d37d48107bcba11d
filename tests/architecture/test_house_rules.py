"""The rules of the house that a script can check."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted((ROOT / "marketplace").rglob("*.py"))
DOMAIN = [p for p in CODE if p.relative_to(ROOT / "marketplace").parts[0] not in {"web", "cli", "worker"}]
FORBIDDEN_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "manager",
    "service",
    "data",
    "info",
    "process",
}
MAX_LINES = 400
MAX_FUNCTION = 40
MAX_VIEW = 25


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body without the docstring."""
    body = function.body
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    if not body:
        return 0
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


@pytest.mark.parametrize("path", [*CODE, *sorted((ROOT / "tests").rglob("*.py"))], ids=relative)
def test_module_says_what_it_is_for_and_stays_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if not text.strip():
        return
    assert ast.get_docstring(ast.parse(text)), "no sentence at its top"
    assert text.count("\n") <= MAX_LINES


def test_functions_fit_on_a_screen() -> None:
    long = [f"{relative(p)}:{f.name} {length_of(f)}" for p in CODE for f in functions(p) if length_of(f) > MAX_FUNCTION]
    assert long == []


def test_views_are_thin() -> None:
    found = []
    for path in (ROOT / "marketplace" / "web").rglob("*.py"):
        for function in functions(path):
            is_view = any(
                "route" in ast.unparse(d) or ".get(" in ast.unparse(d) or ".post(" in ast.unparse(d)
                for d in function.decorator_list
            )
            if is_view and length_of(function) > MAX_VIEW:
                found.append(f"{relative(path)}:{function.name} {length_of(function)}")
    assert found == []


def test_web_reads_no_tables_itself() -> None:
    found = [
        relative(p)
        for p in (ROOT / "marketplace" / "web").rglob("*.py")
        if re.search(r"\bselect\(|from sqlalchemy|import sqlalchemy", p.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_names_that_say_nothing() -> None:
    found = [
        relative(p)
        for p in CODE
        if p.stem in FORBIDDEN_NAMES or (p.name == "__init__.py" and p.parent.name in FORBIDDEN_NAMES)
    ]
    assert found == []


def test_only_transaction_commits() -> None:
    found = [relative(p) for p in CODE if re.search(r"\.commit\(\)", p.read_text(encoding="utf-8"))]
    assert found == ["marketplace/db.py"]


def test_domain_opens_no_transactions() -> None:
    """Actions never commit; ``matching.refresh`` is a door's errand that ranks outside and stores inside."""
    found = [
        relative(p)
        for p in DOMAIN
        if re.search(r"\btransaction\(\)", p.read_text(encoding="utf-8")) and p.name not in {"db.py"}
    ]
    assert set(found) <= {"marketplace/matching/refresh.py", "marketplace/jobs/leases.py"}


def test_time_comes_from_the_clock() -> None:
    found = [
        relative(p)
        for p in CODE
        if p.name != "clock.py"
        and re.search(r"datetime\.now|datetime\.utcnow|date\.today|time\.time\(\)", p.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_imports_stand_at_the_top() -> None:
    found = []
    for path in CODE:
        for function in functions(path):
            found.extend(
                f"{relative(path)}:{function.name}"
                for node in ast.walk(function)
                if isinstance(node, (ast.Import, ast.ImportFrom))
            )
    assert found == []


def test_public_functions_say_what_they_mean() -> None:
    found = []
    for path in DOMAIN:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found.extend(
            f"{relative(path)}:{node.name}"
            for node in tree.body
            if isinstance(node, (ast.FunctionDef, ast.ClassDef))
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
        )
    assert found == []


def test_templates_hold_no_inline_code() -> None:
    found = [
        relative(p)
        for p in (ROOT / "templates").rglob("*.html")
        if re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|\|\s*safe\b", p.read_text(encoding="utf-8"))
    ]
    assert found == []
