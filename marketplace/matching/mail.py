"""Messages about what is new, written in the language that is being read (``i18n.reading``)."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.accounts.mail import Letter
from marketplace.i18n import gettext, ngettext
from marketplace.matching.labels import fit_word
from marketplace.matching.news import NewMatch, NewPosting
from marketplace.notifications.sms import cut, fitted

# How many titles a message names.
NAMED_POSTINGS = 2
NAMED_MATCHES = 3
MAX_TITLE = 80


def _rest(count: int) -> list[str]:
    return [gettext("… và %(num)s tin nữa", num=count)] if count > 0 else []


def _postings_part(postings: Sequence[NewPosting]) -> str:
    if not postings:
        return ""
    head = ngettext("%(num)s tin mới theo tìm kiếm đã lưu:", "%(num)s tin mới theo tìm kiếm đã lưu:", len(postings))
    named = [f"- {cut(one.title, MAX_TITLE)}" for one in postings[:NAMED_POSTINGS]]
    return "\n".join([head, *named, *_rest(len(postings) - NAMED_POSTINGS)])


def _matches_part(matches: Sequence[NewMatch]) -> str:
    if not matches:
        return ""
    head = ngettext("%(num)s nơi hợp mới với tin của mình:", "%(num)s nơi hợp mới với tin của mình:", len(matches))
    named = [f"- {cut(one.title, MAX_TITLE)} ({fit_word(one.score)})" for one in matches[:NAMED_MATCHES]]
    return "\n".join([head, *named, *_rest(len(matches) - NAMED_MATCHES)])


def _short(titles: Sequence[str], count: int, link: str) -> str:
    """Return the message for a phone: how many, two titles, where to see them."""
    named = titles[:NAMED_POSTINGS]
    return fitted(
        lambda most: gettext(
            "%(num)s tin mới: %(titles)s. Xem: %(link)s",
            num=count,
            titles="; ".join(cut(title, most) for title in named),
            link=link,
        )
    )


def digest(postings: Sequence[NewPosting], matches: Sequence[NewMatch], site: str, link: str) -> Letter:
    """Tell of new matches, the best first, and of new postings that saved searches have found, the newest first."""
    count = len(postings) + len(matches)
    end = gettext("Xem hết, đổi cách báo hoặc thôi không nhận nữa: %(link)s", link=link)
    parts = [_matches_part(matches), _postings_part(postings), end]
    return Letter(
        ngettext("%(num)s tin mới trên %(site)s", "%(num)s tin mới trên %(site)s", count, site=site),
        "\n\n".join(part for part in parts if part),
        _short([one.title for one in (*matches, *postings)], count, link),
    )
