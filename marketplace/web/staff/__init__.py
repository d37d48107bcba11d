"""Pages for ministry and provincial staff."""

from flask import Blueprint

from marketplace.web.staff import codes, complaints, home, jobs, lists, organisations, outbox, postings, users

BLUEPRINTS: tuple[Blueprint, ...] = (
    codes.bp,
    complaints.bp,
    home.bp,
    jobs.bp,
    lists.bp,
    organisations.bp,
    outbox.bp,
    postings.bp,
    users.bp,
)
