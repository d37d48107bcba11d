"""Saves what two people may edit at once: a form that came second keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable

from marketplace.db import transaction
from marketplace.errors import Conflict, Invalid
from marketplace.web.answers import show_problems, words_for
from marketplace.web.forms.agreements import VersionedForm


def save_versioned(form: VersionedForm, act: Callable[[], object], version_now: Callable[[], int]) -> bool:
    """Do an edit in a transaction; tell whether it went well, else the form says what is wrong.

    Where somebody else was first, what was typed stays, and a second press of the button means it.
    """
    try:
        with transaction():
            act()
    except Invalid as error:
        show_problems(form, error)
    except Conflict as error:
        if error.key != "agreements.changed_meanwhile":
            raise
        form.form_errors.append(words_for(error.key))
        form.version.data = str(version_now())
        form.is_stale = True
    else:
        return True
    return False
