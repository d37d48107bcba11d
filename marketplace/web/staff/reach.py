"""Which province a list of staff shows: the own one, or for the ministry all of them or the one that is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request

from marketplace.taxonomy.queries import get_provinces
from marketplace.web.access import actor


def chosen_province() -> str | None:
    """Return the province that the address asks for, if any; provincial staff see their own whatever it says."""
    return request.args.get("province") or None


def province_choices() -> Sequence[tuple[str, str]]:
    """Return the provinces to choose from; none for provincial staff."""
    return [] if actor().staff_province_code else [(one.code, one.name_short) for one in get_provinces()]
