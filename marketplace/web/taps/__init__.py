"""Pages behind the links in messages: one tap answers, without signing in. One page for each purpose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from werkzeug.wrappers import Response

from marketplace.accounts.queries import Tap
from marketplace.web.taps import agreements, alerts, leads, postings, quotes


@dataclass(frozen=True, kw_only=True)
class TapPage:
    """What a link shows (looking changes nothing: phones fetch links by themselves), and what its buttons do."""

    # given the tap and the link's code; returns the page and its status
    show: Callable[[Tap, str], tuple[str, int]]
    # given the same; raises what the domain raises
    act: Callable[[Tap, str], Response | tuple[str, int]]


# purpose -> page
PAGES: Mapping[str, TapPage] = {
    "agreements.follow_up": TapPage(show=agreements.show, act=agreements.act),
    "alerts.pace": TapPage(show=alerts.show, act=alerts.act),
    "leads.answer": TapPage(show=leads.show, act=leads.act),
    "quotes.answer": TapPage(show=quotes.show_quote, act=quotes.answer_quote),
    "quotes.invitation": TapPage(show=quotes.show_invitation, act=quotes.answer_invitation),
    "postings.freshness": TapPage(show=postings.show, act=postings.act),
}
