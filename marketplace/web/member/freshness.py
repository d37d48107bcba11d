"""What owners do with a posting in sight: say that it still holds, hide it for a while, show it again."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.db import transaction
from marketplace.errors import Conflict
from marketplace.i18n import gettext
from marketplace.postings import actions
from marketplace.postings.labels import title_of
from marketplace.postings.models import PostingStatus, Side
from marketplace.web.access import actor
from marketplace.web.forms.postings import PauseForm
from marketplace.web.member.publishing import own
from marketplace.web.posting_page import form_url

Answer = Response | tuple[str, int]
# Where a button stands, and where its page is shown again; anything else goes to the own list.
BACK = {"due": ("my.postings", {"fresh": "due"}), "home": ("my.home", {})}


def back_url() -> str:
    """Return the page from which a button was pressed."""
    endpoint, values = BACK.get(request.form.get("from", ""), ("my.postings", {}))
    return url_for(endpoint, **values)


def confirm(side: Side, posting_id: int) -> Response:
    """Say that a posting still holds; a demand that has closed is asked for a new date first."""
    posting = own(side, posting_id)
    try:
        with transaction():
            actions.confirm_available(posting, by=actor())
    except Conflict as error:
        if error.key != "postings.closing_over":
            raise
        return redirect(form_url(posting, "renew"), 303)
    words = {
        Side.SUPPLY: gettext("Đã xác nhận còn hàng: “%(title)s”.", title=title_of(posting)),
        Side.DEMAND: gettext("Đã xác nhận còn cần mua: “%(title)s”.", title=title_of(posting)),
    }
    flash(words[side], "done")
    return redirect(back_url(), 303)


def pause(side: Side, posting_id: int) -> Answer:
    """Ask until when, and hide the posting; the list then offers to undo it."""
    posting = own(side, posting_id)
    form = PauseForm()
    form.prepare(posting)
    if form.validate_on_submit():
        with transaction():
            actions.pause(posting, until=form.end(posting), by=actor())
        return redirect(url_for("my.postings", paused=posting.id), 303)
    page = render_template("member/pause.html", form=form, posting=posting, is_supply=side is Side.SUPPLY)
    return page, 422 if form.is_submitted() else 200


def resume(side: Side, posting_id: int) -> Response:
    """Show a paused posting again."""
    posting = own(side, posting_id)
    was_paused = posting.status is PostingStatus.PAUSED
    with transaction():
        actions.resume(posting, by=actor())
    if was_paused:
        flash(gettext("Tin “%(title)s” đã hiện lại.", title=title_of(posting)), "done")
    return redirect(url_for("my.postings"), 303)
