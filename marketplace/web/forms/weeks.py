"""The form of a standing demand's next weeks: one field a week, each with its own problems."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import request
from flask_wtf import FlaskForm
from wtforms import HiddenField

from marketplace.clock import today
from marketplace.errors import Invalid
from marketplace.i18n import format_day, format_number, gettext
from marketplace.postings.models import Posting
from marketplace.postings.weeks import coming_weeks, field_of
from marketplace.web.answers import problem_words


@dataclass
class WeekRow:
    """One week as it stands in the form."""

    starts_on: date
    value: str
    errors: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the name of its field."""
        return field_of(self.starts_on)

    @property
    def label(self) -> str:
        """Return the days of the week in words."""
        last = self.starts_on + timedelta(days=6)
        return gettext("Tuần %(first)s – %(last)s", first=format_day(self.starts_on), last=format_day(last))


class WeeksForm(FlaskForm):
    """How much is wanted in each of the next weeks; an empty field means the usual amount."""

    version = HiddenField()

    def prepare(self, demand: Posting) -> None:
        """Fill in what was typed, else what the demand says."""
        self.rows = [
            WeekRow(
                starts_on=week.starts_on,
                value=request.form.get(field_of(week.starts_on), "")
                if self.is_submitted()
                else ("" if week.is_usual else format_number(week.amount or 0)),
            )
            for week in coming_weeks(demand, today())
        ]
        if not self.is_submitted():
            self.version.data = str(demand.version)

    def typed(self) -> dict[date, str]:
        """Return what was typed, by the Monday of the week."""
        return {row.starts_on: row.value for row in self.rows}

    def expected_version(self) -> int | None:
        """Return the version that the page was opened with; None where it says none."""
        raw = self.version.data or ""
        return int(raw) if raw.isdecimal() and len(raw) < 12 else None

    def take_problems(self, error: Invalid) -> None:
        """Put what is wrong beside the weeks."""
        for row in self.rows:
            row.errors = tuple(problem_words(one) for one in error.problems if one.field == row.name)

    def row_problems(self) -> list[tuple[str, str]]:
        """Return what is wrong with single weeks, for the summary on top."""
        return [(row.name, f"{row.label}: {words}") for row in self.rows for words in row.errors]
