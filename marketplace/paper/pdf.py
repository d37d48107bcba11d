"""Sets a filled Word paper as PDF, so that both say the same and one template holds the words."""

from __future__ import annotations

import json

import typst

from marketplace.config import ROOT
from marketplace.paper.blocks import read_blocks

LAYOUT = ROOT / "templates" / "print" / "layout.typ"


def set_pdf(word: bytes) -> bytes:
    """Return a Word file as PDF in the fonts that come with the typesetter.

    What people wrote goes in as data beside the layout, so nothing of it is read as a command.
    """
    paper = json.dumps(read_blocks(word), ensure_ascii=False)
    return typst.compile(LAYOUT.read_bytes(), format="pdf", ignore_system_fonts=True, sys_inputs={"paper": paper})
