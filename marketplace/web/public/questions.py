"""Questions about a posting, answered once for everybody."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.i18n import gettext
from marketplace.quotes import actions
from marketplace.quotes.models import Question
from marketplace.quotes.queries import get_posting_to_ask, get_question, get_question_to_answer
from marketplace.web.access import actor, signed_in
from marketplace.web.answers import show_problems
from marketplace.web.forms.quotes import AnswerForm, AskForm
from marketplace.web.here import settings
from marketplace.web.posting_page import posting_url

bp = Blueprint("questions", __name__)
Answer = Response | tuple[str, int]


def to_questions(question: Question) -> Response:
    """Go back to the questions of the posting."""
    return redirect(f"{posting_url(question.posting)}#questions", 303)


@bp.route("/postings/<int:posting_id>/questions/new", methods=["GET", "POST"])
@signed_in
def new(posting_id: int) -> Answer:
    """Ask something about a posting."""
    posting = get_posting_to_ask(posting_id, actor())
    if actor().organisation_id is None:
        flash(gettext("Mời khai tổ chức của mình trước, rồi đặt câu hỏi."), "note")
        return redirect(url_for("organisation_forms.new", next=request.full_path))
    form = AskForm()
    if form.validate_on_submit():
        body, token = form.body.data or "", form.form_token.data
        try:
            with transaction():
                question = actions.ask_question(
                    posting, body, form_token=token, site_url=settings().public_url, by=actor()
                )
        except Invalid as error:
            show_problems(form, error)
        else:
            flash(gettext("Đã gửi câu hỏi. Khi có trả lời, mọi người cùng đọc được."), "done")
            return to_questions(question)
    token = form.form_token.data or secrets.token_urlsafe(16)
    page = render_template(
        "public/question_new.html", form=form, posting=posting, url=posting_url(posting), token=token
    )
    return page, 422 if form.is_submitted() else 200


@bp.route("/questions/<int:question_id>/answers", methods=["GET", "POST"])
@signed_in
def answer(question_id: int) -> Answer:
    """Answer for everybody."""
    question = get_question_to_answer(question_id, actor())
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            with transaction():
                actions.answer_question(question, form.answer.data or "", site_url=settings().public_url, by=actor())
        except Invalid as error:
            show_problems(form, error)
        else:
            flash(gettext("Đã trả lời. Ai quan tâm đều được báo."), "done")
            return to_questions(question)
    page = render_template(
        "public/question_answer.html", form=form, question=question, url=posting_url(question.posting)
    )
    return page, 422 if form.is_submitted() else 200


def do(question_id: int, act: Callable[[Question], object], done: str) -> Response:
    """Do something with a question and say that it was done."""
    question = get_question(question_id, actor())
    with transaction():
        act(question)
    flash(done, "done")
    return to_questions(question)


@bp.post("/questions/<int:question_id>/hidings")
@signed_in
def hide(question_id: int) -> Response:
    """Take a question out of everybody's sight."""
    done = gettext("Đã ẩn câu hỏi.")
    return do(question_id, lambda one: actions.hide_question(one, by=actor()), done)


@bp.post("/questions/<int:question_id>/hidings/removals")
@signed_in
def unhide(question_id: int) -> Response:
    """Show a hidden question again."""
    return do(question_id, lambda one: actions.show_question(one, by=actor()), gettext("Đã hiện lại câu hỏi."))
