"""The page on which a buyer changes the next weeks of a standing demand."""

from __future__ import annotations

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response

from marketplace.db import transaction
from marketplace.errors import Conflict, Invalid
from marketplace.i18n import gettext
from marketplace.postings import actions
from marketplace.postings.models import Posting, Side
from marketplace.postings.weeks import is_by_the_week
from marketplace.taxonomy.units import format_unit
from marketplace.web.access import actor
from marketplace.web.answers import words_for
from marketplace.web.forms.weeks import WeeksForm
from marketplace.web.member.publishing import own
from marketplace.web.posting_page import form_url, posting_url


def change_weeks(posting_id: int) -> Response | tuple[str, int]:
    """Show the next weeks, or save them."""
    demand = own(Side.DEMAND, posting_id)
    if not is_by_the_week(demand):
        raise Conflict("postings.not_standing")
    form = WeeksForm()
    form.prepare(demand)
    if form.validate_on_submit() and save(form, demand):
        flash(gettext("Đã lưu số lượng các tuần tới."), "done")
        return redirect(posting_url(demand), 303)
    unit, back_url = format_unit(demand.quantity_unit or ""), form_url(demand, "preview")
    page = render_template("member/weeks.html", form=form, posting=demand, unit=unit, back_url=back_url)
    return page, 422 if form.is_submitted() else 200


def save(form: WeeksForm, demand: Posting) -> bool:
    """Save the weeks; tell whether it went well, else the form says what is wrong."""
    try:
        with transaction():
            actions.save_weeks(demand, form.typed(), expected_version=form.expected_version(), by=actor())
    except Invalid as error:
        form.take_problems(error)
        return False
    except Conflict as error:
        if error.key != "postings.changed_meanwhile":
            raise
        # What was typed stays; a second press of the button means it.
        form.form_errors.append(words_for(error.key))
        form.version.data = str(own(Side.DEMAND, demand.id).version)
        return False
    return True
