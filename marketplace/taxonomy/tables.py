"""The published reference lists as they stand in the files beside this module."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "data"


@lru_cache
def read_table(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of one list, read once; every cell is text, an empty one means "does not apply"."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


def split_cell(cell: str) -> list[str]:
    """Return the items of a cell that holds a list separated by semicolons."""
    return [item.strip() for item in cell.split(";") if item.strip()]
