"""Pages behind the links in messages: one tap answers, without signing in. One page for each purpose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from werkzeug.wrappers import Response

from marketplace.accounts.queries import Tap


@dataclass(frozen=True, kw_only=True)
class TapPage:
    """What a link shows (looking changes nothing: phones fetch links by themselves), and what its buttons do."""

    # given the tap and the link's code; returns the page and its status
    show: Callable[[Tap, str], tuple[str, int]]
    # given the same; raises what the domain raises
    act: Callable[[Tap, str], Response | tuple[str, int]]


# purpose -> page
PAGES: Mapping[str, TapPage] = {}
