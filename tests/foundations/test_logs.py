"""Logs say what went wrong and never who somebody is."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, scoped_session

from marketplace.logs import hide_personal


@pytest.mark.parametrize(
    ("written", "logged"),
    [
        ("Key (phone)=(+84912345678) already exists.", "Key (phone)=(…) already exists."),
        ("Key (email)=(hoa.le@example.com.vn) already exists.", "Key (email)=(…) already exists."),
        ("{'hoa@example.vn': (550, b'no such user')}", "{'…': (550, b'no such user')}"),
        ("tax_code=(001185012345)", "tax_code=(…)"),
        ("job 12345678 took 250 ms", "job 12345678 took 250 ms"),
        ("2026-11-24T03:00:00.123456Z", "2026-11-24T03:00:00.123456Z"),
    ],
)
def test_personal_data_is_struck_out_of_errors(written: str, logged: str) -> None:
    assert hide_personal(None, "error", {"event": "crash", "exception": written})["exception"] == logged


def test_an_error_of_the_database_does_not_hold_what_was_written(db: scoped_session[Session]) -> None:
    with pytest.raises(DBAPIError) as error, db.begin_nested():
        db.execute(text("INSERT INTO nowhere VALUES (:secret)"), {"secret": "Lê Văn Nam"})
    assert "Lê Văn Nam" not in str(error.value)
