"""Forms whose session ended before they were sent: kept for the person they were made for, to be sent again.

Every token in our forms says, signed, for whom the form was made. So a form that another site sends in somebody's
name is never kept for that person, and what one person typed is never shown to another.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from flask import current_app, flash, redirect, request, url_for
from flask import session as cookie
from flask_login import current_user
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from marketplace.accounts.actions import drop_kept_forms, keep_form
from marketplace.accounts.codes import new_ticket
from marketplace.accounts.models import KeptForm
from marketplace.accounts.queries import find_kept_form, find_kept_forms
from marketplace.accounts.queries.kept_forms import KEPT_FOR
from marketplace.db import transaction
from marketplace.i18n import gettext
from marketplace.web.here import settings
from marketplace.web.typed import lines_of_fields

COOKIE = "kept"
# how many forms of one browser: as many tabs as somebody may have open
MAX_TICKETS = 5
SEAL = "csrf_token"
# names which form of a kept one is sent again
AGAIN = "kept_form"
NEVER = frozenset({SEAL, AGAIN, "code"})
GUARDED = ("signed_in", "staff_only")
# what stands for itself in the part of an address after the question mark
_QUERY = "%&=+,;:@/?!$'()*~-._"


def mark_forms(user_id: int) -> None:
    """Let every form of this session say for whom it was made."""
    cookie[SEAL] = f"{secrets.token_hex(20)}.{user_id}"


def made_for() -> int | None:
    """Return for whom the form that was sent had been made, or None where that cannot be told."""
    reader = URLSafeTimedSerializer(str(current_app.secret_key), salt="wtf-csrf-token")
    try:
        said = reader.loads(request.form.get(SEAL, ""))
    except BadData:
        return None
    _random, _dot, user_id = said.partition(".") if isinstance(said, str) else ("", "", "")
    return int(user_id) if user_id.isascii() and user_id.isdigit() and len(user_id) < 16 else None


def is_from_here() -> bool:
    """Tell whether a browser says that the form stood on a page of this site; an old one says nothing."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site == "same-origin"
    here = {request.host_url.rstrip("/"), settings().public_url}
    return origin is None or origin in here


def typed_fields() -> Sequence[tuple[str, str]]:
    """Return the fields that were sent, in their order, without tokens, codes and passwords."""
    sent = request.form.items(multi=True)
    return [(name, value) for name, value in sent if name not in NEVER and "password" not in name.lower()]


def is_for_members() -> bool:
    """Tell whether the page that is asked for needs somebody who is signed in."""
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method == "POST" and getattr(view, "guard", "") in GUARDED


def keep_sent_form() -> Response | None:
    """Keep what was sent and show the way to send it again; None where there is nothing to keep, or nobody for it."""
    user_id = made_for()
    if user_id is None or not is_for_members() or not is_from_here():
        return None
    fields = typed_fields()
    if not lines_of_fields(fields):
        return None
    # As an address is written, so that the form goes back to the same one.
    ticket, path = new_ticket(), "?".join(filter(None, (quote(request.path), quote(request.query_string, safe=_QUERY))))
    with transaction():
        row = keep_form(user_id, ticket=ticket, path=path, fields=fields, has_files=has_files())
    if row is None:
        return None
    if not current_user.is_authenticated:
        flash(gettext("Bà con đã bị đăng xuất. Những gì vừa gõ được giữ lại: mời đăng nhập rồi gửi tiếp."), "warn")
    answer = redirect(url_for("kept_forms.show"), 303)
    hold_tickets(answer, [ticket, *held_tickets()])
    return answer


def has_files() -> bool:
    """Tell whether files were chosen, which must be chosen again."""
    return any(file.filename for file in request.files.values())


# --- afterwards


def held_tickets() -> list[str]:
    """Return the tickets that this browser holds, the newest first."""
    return [word for word in request.cookies.get(COOKIE, "").split(".") if word][:MAX_TICKETS]


def hold_tickets(answer: Response, tickets: Sequence[str]) -> None:
    """Let the browser hold these tickets for as long as forms are kept."""
    answer.set_cookie(
        COOKIE,
        ".".join(tickets[:MAX_TICKETS]),
        max_age=int(KEPT_FOR.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings().https,
    )


def kept_for(user_id: int | None) -> KeptForm | None:
    """Return the newest form that this browser holds for this person."""
    tickets = held_tickets()
    return find_kept_form(tickets, user_id) if tickets else None


def count_kept(user_id: int | None) -> int:
    """Return how many forms this browser holds for this person."""
    return sum(row.user_id == user_id for row in find_kept_forms(held_tickets()))


def drop_for_others(user_id: int) -> None:
    """Throw away what this browser holds for anybody else than whoever has just signed in."""
    tickets = held_tickets()
    others = [row.id for row in find_kept_forms(tickets) if row.user_id != user_id] if tickets else []
    if others:
        with transaction():
            drop_kept_forms(others)


def page_before(path: str) -> str:
    """Return the page on which a form with this address stands: the address itself, or the nearest page above it."""
    routes = current_app.url_map.bind(request.host)
    parts = urlsplit(path)
    above = parts.path.rstrip("/")
    is_first = True
    while above:
        try:
            routes.match(above, method="GET")
        except HTTPException:
            above, is_first = above.rpartition("/")[0], False
        else:
            return f"{above}?{parts.query}" if is_first and parts.query else above
    return "/"
