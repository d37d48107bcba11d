"""How the domain's refusals become pages: words in the reader's language, and the right status."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Flask, current_app, render_template
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from marketplace.db import session
from marketplace.errors import Conflict, FieldError, Invalid, MarketplaceError, NotFound, Refused
from marketplace.i18n import gettext, language
from marketplace.web import here
from marketplace.web.access import actor, choose_language, to_sign_in
from marketplace.web.kept import is_for_members, keep_sent_form, made_for
from marketplace.web.words import MESSAGES

log = structlog.get_logger()

STATUS = {NotFound: 404, Refused: 403, Conflict: 409, Invalid: 422}
PAGES = {400, 403, 404, 405, 409, 413, 429, 500}


def words_for(key: str, **values: object) -> str:
    """Return the sentence for an error key; every key that the code raises has one (a test checks)."""
    text = str(MESSAGES[key])
    return text % values if values else text


def show_problems(form: FlaskForm, error: Invalid) -> None:
    """Put what the domain found wrong beside the fields; what has no field of its own goes on top."""
    for problem in error.problems:
        words = words_for(problem.key, **problem.values)
        target = form._fields.get(problem.field)
        if target is None:
            form.form_errors.append(words)
        else:
            target.errors = [*target.errors, words]


def problem_words(problem: FieldError) -> str:
    """Return the sentence for one problem."""
    return words_for(problem.key, **problem.values)


def answer_refusal(error: MarketplaceError) -> tuple[str, int]:
    """Render a refusal that a view did not handle itself."""
    session.rollback()
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    if isinstance(error, Invalid):
        words = " ".join(problem_words(problem) for problem in error.problems)
        return render_template("errors/400.html", words=words), 422
    return render_template(f"errors/{status}.html", words=words_for(error.key, **error.values)), status


def answer_http(error: HTTPException) -> Any:
    """Render what Flask itself refuses: no such page, too large, too often."""
    if error.code is None or error.code < 400:
        return error
    session.rollback()
    page = error.code if error.code in PAGES else 400
    return render_template(f"errors/{page}.html", words=""), error.code


def answer_csrf(error: CSRFError) -> Response | tuple[str, int]:
    """Refuse a form without a valid token; one of our own whose session has ended is kept, or its sender signs in."""
    session.rollback()
    # Tokens are looked at before anything else of a request.
    choose_language()
    answer = keep_sent_form()
    if answer is not None:
        return answer
    if made_for() is not None and is_for_members() and not actor().is_signed_in:
        return to_sign_in()
    words = gettext("Trang đã mở quá lâu hoặc trình duyệt chặn cookie. Mời tải lại trang rồi gửi lần nữa.")
    return render_template("errors/400.html", words=words), 400


def answer_crash(error: Exception) -> tuple[str, int]:
    """Render our own mistake without telling anything about it, and without the database, which may be the cause."""
    session.rollback()
    log.error("crash", exc_info=error)
    template = current_app.jinja_env.get_template("errors/500.html")
    return template.render(settings=here.settings(), words="", language=language()), 500


def install_answers(app: Flask) -> None:
    """Connect the answers to the application."""
    app.register_error_handler(MarketplaceError, answer_refusal)
    app.register_error_handler(CSRFError, answer_csrf)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(500, answer_crash)
    if not app.config["TESTING"]:
        app.register_error_handler(Exception, answer_crash)
