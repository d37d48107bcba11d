"""What is worth doing now, the most pressing first, each with its page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from flask import url_for

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.agreements.queries import get_deals_asked_about, get_papers_to_confirm
from marketplace.clock import today
from marketplace.i18n import format_day, gettext, ngettext
from marketplace.leads.deadlines import last_day
from marketplace.leads.queries import count_owed, count_unread_leads, next_deadline
from marketplace.matching.queries import count_new_matches
from marketplace.postings.confirming import count_waiting
from marketplace.postings.models import PostingStatus
from marketplace.postings.queries import count_own_postings
from marketplace.quotes.queries import count_open_invitations, count_quotes_to_decide

Step = dict[str, str]


def next_steps(me: Actor, organisation: Organisation) -> list[Step]:
    """Return what a member should do next, in a fixed number of statements."""
    return [*_people_who_wait(me), *_own_postings(me), *_the_rest(me, organisation)]


def _with_deadline(words: str, day: date) -> str:
    """Add how pressing it is; a day that is over is no day to name."""
    if day < today():
        return gettext("%(what)s, có nơi đã quá hạn", what=words)
    return gettext("%(what)s, gấp nhất là hết ngày %(day)s", what=words, day=format_day(day))


def _people_who_wait(me: Actor) -> Iterator[Step]:
    if owed := count_owed(me):
        words = ngettext("%(num)s nơi đang chờ trả lời", "%(num)s nơi đang chờ trả lời", owed)
        due_at = next_deadline(me)
        if due_at is not None:
            words = _with_deadline(words, last_day(due_at))
        yield {"words": words, "url": url_for("leads.index"), "icon": "clock"}
    if quotes := count_quotes_to_decide(me):
        words = ngettext("%(num)s báo giá chờ quyết định", "%(num)s báo giá chờ quyết định", quotes)
        yield {"words": words, "url": url_for("quote_requests.index"), "icon": "money"}
    if invited := count_open_invitations(me):
        words = ngettext("%(num)s lời mời báo giá", "%(num)s lời mời báo giá", invited)
        yield {"words": words, "url": url_for("quotes.index"), "icon": "mail"}
    if papers := get_papers_to_confirm(me):
        words = ngettext("%(num)s giấy chờ mình xác nhận", "%(num)s giấy chờ mình xác nhận", len(papers))
        yield {"words": words, "url": url_for("agreement_papers.show", paper_id=papers[0]), "icon": "edit"}
    if deals := get_deals_asked_about(me):
        words = ngettext(
            "%(num)s thỏa thuận chờ báo đã giao hàng chưa", "%(num)s thỏa thuận chờ báo đã giao hàng chưa", len(deals)
        )
        yield {"words": words, "url": url_for("agreements.show", agreement_id=deals[0]), "icon": "truck"}
    if unread := count_unread_leads(me):
        words = ngettext("%(num)s liên hệ chưa đọc", "%(num)s liên hệ chưa đọc", unread)
        yield {"words": words, "url": url_for("leads.index"), "icon": "inbox"}


def _own_postings(me: Actor) -> Iterator[Step]:
    waiting, counts = count_waiting(me), count_own_postings(me)
    if waiting.to_confirm:
        words = ngettext(
            "%(num)s tin chờ xác nhận còn hàng, còn cần mua",
            "%(num)s tin chờ xác nhận còn hàng, còn cần mua",
            waiting.to_confirm,
        )
        yield {"words": words, "url": url_for("my.postings", fresh="due"), "icon": "tick"}
    if waiting.closing:
        words = ngettext(
            "%(num)s nhu cầu mua sắp hết hạn nhận chào hàng",
            "%(num)s nhu cầu mua sắp hết hạn nhận chào hàng",
            waiting.closing,
        )
        yield {"words": words, "url": url_for("my.postings", fresh="closing"), "icon": "calendar"}
    if drafts := counts[PostingStatus.DRAFT]:
        words = ngettext("%(num)s tin viết dở, mời viết nốt", "%(num)s tin viết dở, mời viết nốt", drafts)
        yield {"words": words, "url": url_for("my.postings", status="draft"), "icon": "edit"}
    if late := counts[PostingStatus.EXPIRED]:
        words = ngettext("%(num)s tin hết hạn, gia hạn nếu còn hàng", "%(num)s tin hết hạn, gia hạn nếu còn hàng", late)
        yield {"words": words, "url": url_for("my.postings", status="expired"), "icon": "clock"}


def _the_rest(me: Actor, organisation: Organisation) -> Iterator[Step]:
    if matches := count_new_matches(me):
        words = ngettext("%(num)s nơi hợp mới", "%(num)s nơi hợp mới", matches)
        yield {"words": words, "url": url_for("matches.index"), "icon": "join"}
    if not organisation.description and me.administers(organisation.id):
        url = url_for("organisation_forms.edit", organisation_id=organisation.id)
        yield {"words": gettext("Viết vài câu giới thiệu cơ sở"), "url": url, "icon": "user"}
