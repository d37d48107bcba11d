"""Reads a filled Word paper as plain blocks: paragraphs with their runs, and tables. What else Word can do is left."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.section import Section
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell  # pyright: ignore[reportPrivateUsage]
from docx.text.paragraph import Paragraph
from docx.text.run import Run

Block = dict[str, Any]

_ALIGNMENTS = {
    WD_ALIGN_PARAGRAPH.CENTER: "center",
    WD_ALIGN_PARAGRAPH.RIGHT: "right",
    WD_ALIGN_PARAGRAPH.JUSTIFY: "justify",
}
_BODY_SIZE = 13.0
# A word longer than this gets places at which a line may break, or it would run out of the page.
_LONG_WORD = re.compile(r"\S{14,}")
_PIECE = re.compile(r"(.{9})(?=.)")
_BREAK = "\u200b"


def breakable(text: str) -> str:
    """Return a text whose very long words may be broken between lines."""
    return _LONG_WORD.sub(lambda word: _PIECE.sub(rf"\1{_BREAK}", word[0]), text)


def _styles(paragraph: Paragraph) -> Iterator[ParagraphStyle]:
    style = paragraph.style
    while isinstance(style, ParagraphStyle):
        yield style
        style = style.base_style


def _spacing(paragraph: Paragraph, name: str) -> Any:
    """Return a measure of a paragraph: its own, else that of the nearest style that has one."""
    formats = [paragraph.paragraph_format, *(style.paragraph_format for style in _styles(paragraph))]
    return next((value for one in formats if (value := getattr(one, name)) is not None), None)


def _lettering(run: Run, paragraph: Paragraph, name: str) -> Any:
    fonts = [run.font, *(style.font for style in _styles(paragraph))]
    return next((value for one in fonts if (value := getattr(one, name)) is not None), None)


def _points(length: Any) -> float:
    return round(float(length.pt), 2) if length is not None else 0.0


def _run(run: Run, paragraph: Paragraph) -> Block:
    size = _lettering(run, paragraph, "size")
    is_number = any((part.text or "").strip() == "PAGE" for part in run._r.iter(qn("w:instrText")))  # pyright: ignore[reportPrivateUsage]
    return {
        "text": breakable(run.text.replace("\t", "    ")),
        "bold": bool(_lettering(run, paragraph, "bold")),
        "italic": bool(_lettering(run, paragraph, "italic")),
        "size": _points(size) if size is not None else _BODY_SIZE,
        "is_number": is_number,
    }


def _paragraph(paragraph: Paragraph) -> Block:
    line = _spacing(paragraph, "line_spacing")
    borders = paragraph._p.find(f".//{qn('w:pBdr')}")  # pyright: ignore[reportPrivateUsage]
    return {
        "kind": "paragraph",
        "align": _ALIGNMENTS.get(_spacing(paragraph, "alignment"), "left"),
        "before": _points(_spacing(paragraph, "space_before")),
        "after": _points(_spacing(paragraph, "space_after")),
        "left": _points(_spacing(paragraph, "left_indent")),
        "right": _points(_spacing(paragraph, "right_indent")),
        "first": _points(_spacing(paragraph, "first_line_indent")),
        "line": float(line) if isinstance(line, float) else 1.0,
        "is_kept": bool(_spacing(paragraph, "keep_with_next")),
        "is_underlined": borders is not None,
        "runs": [_run(run, paragraph) for run in paragraph.runs],
    }


def _table(table: Table) -> Block:
    widths = [column.width for column in table.columns]
    return {
        "kind": "table",
        "widths": [float(width.pt) if width else 1.0 for width in widths],
        "has_lines": table.style is not None and table.style.name == "Table Grid",
        "rows": [[_blocks(cell) for cell in row.cells] for row in table.rows],
    }


def _blocks(container: WordDocument | _Cell) -> list[Block]:
    return [
        _paragraph(part) if isinstance(part, Paragraph) else _table(part) for part in container.iter_inner_content()
    ]


def _page(section: Section) -> Block:
    return {
        "width": _points(section.page_width),
        "height": _points(section.page_height),
        "top": _points(section.top_margin),
        "bottom": _points(section.bottom_margin),
        "left": _points(section.left_margin),
        "right": _points(section.right_margin),
        "first_head": [_paragraph(one) for one in section.first_page_header.paragraphs],
        "head": [_paragraph(one) for one in section.header.paragraphs],
    }


def read_blocks(word: bytes) -> Block:
    """Return a Word file as ``{"page": measures in points and heads, "title": ..., "blocks": [...]}``."""
    document = Document(io.BytesIO(word))
    return {
        "title": document.core_properties.title,
        "page": _page(document.sections[0]),
        "blocks": _blocks(document),
    }
