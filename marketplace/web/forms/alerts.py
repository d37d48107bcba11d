"""Forms about saved searches: keeping one, and calling it something else."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField

from marketplace.matching.actions.searches import MAX_NAME
from marketplace.matching.labels import PACES, PROMISES
from marketplace.matching.models import AlertPace
from marketplace.matching.paces import USUAL_PACE
from marketplace.web.forms.words import choices, lazy


def pace_in(typed: str | None) -> AlertPace | None:
    """Return the pace that a field names, or None for a made-up one."""
    return {pace.value: pace for pace in AlertPace}.get(typed or "")


class SaveForm(FlaskForm):
    """A search to keep; from the search page itself come only the hidden fields."""

    side = HiddenField()
    search = HiddenField()
    next = HiddenField()
    name = StringField(lazy("Gọi là"), render_kw={"maxlength": MAX_NAME})
    pace = RadioField(
        lazy("Có tin mới thì báo thế nào?"),
        choices=choices((pace.value, words) for pace, words in PACES.items()),
        default=USUAL_PACE.value,
        validate_choice=False,
    )

    @property
    def hints(self) -> dict[str, str]:
        """Return what each pace means."""
        return {pace.value: str(words) for pace, words in PROMISES.items()}

    def chosen(self) -> AlertPace:
        """Return the pace, the usual one where none was chosen."""
        return pace_in(self.pace.data) or USUAL_PACE


class NameForm(FlaskForm):
    """What a saved search is called."""

    name = StringField(lazy("Tên mới"), render_kw={"maxlength": MAX_NAME})
