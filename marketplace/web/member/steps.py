"""The screens of a listing or a demand: shown, saved, and what comes after each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.db import transaction
from marketplace.errors import Conflict, Invalid
from marketplace.files.images import make_picture
from marketplace.files.pictures import StoredPicture, delete_picture, stem_for, store_picture
from marketplace.i18n import gettext
from marketplace.postings import actions
from marketplace.postings.drafts import STEPS, Step, step_after
from marketplace.postings.models import Posting, PostingStatus, Side
from marketplace.postings.queries import get_own_posting
from marketplace.postings.rules import MAX_PHOTOS
from marketplace.text import form_key
from marketplace.web.access import actor
from marketplace.web.answers import show_problems, words_for
from marketplace.web.forms.demands import NeedForm, RequirementsForm, TermsForm
from marketplace.web.forms.listings import CapacityForm, PapersForm, PriceForm
from marketplace.web.forms.postings import CategoryForm, GoodsForm, PhotosForm, StepForm, WishForm
from marketplace.web.here import file_store
from marketplace.web.member.differing import posting_difference
from marketplace.web.posting_page import form_url, step_url

Answer = Response | tuple[str, int]


@dataclass(frozen=True, kw_only=True)
class Screen:
    """One screen: its form, what saves it, and its template."""

    form: type[StepForm]
    save: Callable[..., None]
    template: str


SCREENS: Mapping[tuple[Side, Step], Screen] = {
    (Side.SUPPLY, Step.GOODS): Screen(form=GoodsForm, save=actions.save_goods, template="goods"),
    (Side.SUPPLY, Step.CATEGORY): Screen(form=CategoryForm, save=actions.save_category, template="category"),
    (Side.SUPPLY, Step.QUANTITY): Screen(form=CapacityForm, save=actions.save_capacity, template="capacity"),
    (Side.SUPPLY, Step.PRICE): Screen(form=PriceForm, save=actions.save_price, template="price"),
    (Side.SUPPLY, Step.PAPERS): Screen(form=PapersForm, save=actions.save_papers, template="papers"),
    (Side.DEMAND, Step.GOODS): Screen(form=WishForm, save=actions.save_goods, template="goods"),
    (Side.DEMAND, Step.CATEGORY): Screen(form=CategoryForm, save=actions.save_category, template="category"),
    (Side.DEMAND, Step.QUANTITY): Screen(form=NeedForm, save=actions.save_need, template="need"),
    (Side.DEMAND, Step.TERMS): Screen(form=TermsForm, save=actions.save_terms, template="terms"),
    (Side.DEMAND, Step.REQUIREMENTS): Screen(
        form=RequirementsForm, save=actions.save_requirements, template="requirements"
    ),
}


def step_from(side: Side, name: str) -> Step:
    """Return the step that an address names; 404 for none of this side."""
    step = next((step for step in STEPS[side] if step.value == name), None)
    if step is None:
        abort(404)
    return step


def to_organisation(endpoint: str) -> Response:
    """Send a user who belongs to no organisation to make one first, and back here afterwards."""
    flash(gettext("Trước hết, mời cho biết tên và nơi ở của cơ sở mình."), "note")
    return redirect(url_for("organisation_forms.new", next=url_for(endpoint)))


def next_url(posting: Posting, step: Step) -> str:
    """Return where to go after a screen: the next one while it is a draft, else back to the overview."""
    if posting.status is not PostingStatus.DRAFT or "once" in request.args:
        return form_url(posting, "preview")
    after = step_after(posting.side, step)
    return step_url(posting, after) if after else form_url(posting, "preview")


def place_of(side: Side, step: Step, posting: Posting | None) -> dict[str, Any]:
    """Return what the bar on top shows: how far one is, and the way back."""
    steps = STEPS[side]
    at = steps.index(step)
    back = ""
    if posting is not None:
        back = step_url(posting, steps[at - 1]) if at else form_url(posting, "preview")
        if posting.status is not PostingStatus.DRAFT or "once" in request.args:
            back = form_url(posting, "preview")
    return {"current": at + 1, "total": len(steps) + 1, "back_url": back}


def answer_step(side: Side, posting_id: int, name: str) -> Answer:
    """Show a screen, or save it and go on."""
    step = step_from(side, name)
    posting = get_own_posting(posting_id, actor(), side=side)
    if step is Step.PHOTOS:
        return answer_photos(posting)
    screen = SCREENS[side, step]
    form = screen.form()
    form.prepare(posting)
    if not form.is_submitted():
        form.start_from(posting)
        form.prepare(posting)
    if form.validate_on_submit() and save_screen(screen, form, posting):
        if posting.status is PostingStatus.PUBLISHED:
            flash(gettext("Đã lưu. Người xem thấy ngay."), "done")
        return redirect(next_url(posting, step), 303)
    values = {"posting": posting, "is_supply": side is Side.SUPPLY, "place": place_of(side, step, posting)}
    if form.is_stale:
        values["difference"] = posting_difference(as_it_is(screen.form, posting), form, posting)
    page = render_template(f"member/step_{screen.template}.html", form=form, **values)
    return page, 422 if form.is_submitted() else 200


def save_screen(screen: Screen, form: StepForm, posting: Posting) -> bool:
    """Save a screen; tell whether it went well, else the form says what is wrong."""
    draft: Any = form.draft()  # type: ignore[attr-defined]
    try:
        with transaction():
            screen.save(posting, draft, expected_version=form.expected_version(), by=actor())
    except Invalid as error:
        rest = form.take_problems(error) if isinstance(form, PapersForm) else error
        show_problems(form, rest)
        return False
    except Conflict as error:
        # What was typed stays; a second press of the button means it.
        form.form_errors.append(words_for(error.key))
        form.version.data = str(get_own_posting(posting.id, actor()).version)
        form.is_stale = True
        return False
    return True


def as_it_is(form: type[StepForm], posting: Posting) -> StepForm:
    """Return a screen filled in with what the posting says now, whatever has been sent."""
    unsent: Any = type("Unsent", (form,), {"is_submitted": lambda _self: False})
    current = unsent(formdata=None)
    current.prepare(posting)
    current.start_from(posting)
    current.prepare(posting)
    return current


# --- photos


def store_uploads(form: PhotosForm, posting: Posting | None = None) -> Sequence[StoredPicture] | None:
    """Make and store the pictures that were sent, before any transaction; None where one cannot be used."""
    key = form_key(form.form_token.data, f"photos {actor().user_id} {posting.id if posting else ''}")
    try:
        uploads = form.uploads()
        if len(uploads) > MAX_PHOTOS:
            raise Invalid.of("photos", "postings.photos_many", max=MAX_PHOTOS)
        pictures = [(stem_for(key, raw), make_picture(raw)) for raw in uploads]
    except Invalid as error:
        show_problems(form, error)
        return None
    store = file_store()
    return [store_picture(store, picture, stem=stem) for stem, picture in pictures]


def forget_pictures(pictures: Sequence[StoredPicture]) -> None:
    """Delete pictures that no posting came to show."""
    for picture in pictures:
        delete_picture(file_store(), picture.stem)


def forget_unused(posting: Posting, pictures: Sequence[StoredPicture]) -> None:
    """Delete what a second submit of the same form brought again."""
    shown = {photo.stem for photo in posting.photos}
    forget_pictures([picture for picture in pictures if picture.stem not in shown])


def answer_photos(posting: Posting) -> Answer:
    """Show the photos, or add some and go on."""
    form = PhotosForm()
    if form.validate_on_submit():
        pictures = store_uploads(form, posting)
        if pictures is not None:
            try:
                with transaction():
                    actions.add_photos(posting, pictures, by=actor())
            except Invalid as error:
                forget_unused(posting, pictures)
                show_problems(form, error)
            else:
                return redirect(next_url(posting, Step.PHOTOS), 303)
    place = place_of(posting.side, Step.PHOTOS, posting)
    page = render_template("member/step_photos.html", form=form, posting=posting, place=place, limit=MAX_PHOTOS)
    return page, 422 if form.is_submitted() else 200
