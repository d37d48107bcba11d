"""Who belongs to an organisation: roles, invitations, taking out, leaving, handing over."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import session as cookie
from werkzeug.wrappers import Response

from marketplace.accounts import actions
from marketplace.accounts.actions import SentInvitation
from marketplace.accounts.labels import MEMBER_ROLES, name_of_person
from marketplace.accounts.models import Invitation, MemberRole, Organisation
from marketplace.accounts.policy import may_manage_members
from marketplace.accounts.queries import (
    get_members_page,
    get_organisation_of_member,
    get_organisation_to_edit,
    get_successors,
    get_waiting_invitations,
)
from marketplace.clock import now
from marketplace.db import transaction
from marketplace.errors import Conflict, Invalid
from marketplace.i18n import gettext
from marketplace.web.access import actor, forget_actor, signed_in
from marketplace.web.answers import show_problems, words_for
from marketplace.web.forms.members import ROLE_HINTS, HandOverForm, InvitationForm, LeaveForm, role_from
from marketplace.web.forms.words import choices
from marketplace.web.here import installation
from marketplace.web.shown import phone

bp = Blueprint("members", __name__)
# the link of the invitation that was sent last, shown once
SENT = "invitation_link"


def list_url(organisation_id: int) -> str:
    """Return the address of the list of people."""
    return url_for("members.index", organisation_id=organisation_id)


def show_people(organisation: Organisation, form: InvitationForm, status: int = 200) -> tuple[str, int]:
    """Show who belongs to an organisation; its administrators also see who is asked to."""
    me = actor()
    may_manage = may_manage_members(me, organisation)
    page = get_members_page(organisation.id, after=request.args.get("after"))
    here = list_url(organisation.id)
    shown = render_template(
        "member/members.html",
        organisation=organisation,
        page=page,
        may_manage=may_manage,
        form=form,
        hints=ROLE_HINTS,
        roles=MEMBER_ROLES,
        admin=MemberRole.ADMIN,
        name_of_person=name_of_person,
        waiting=[waiting_row(one) for one in get_waiting_invitations(organisation.id)] if may_manage else [],
        sent=take_sent(organisation.id) if may_manage else None,
        next_url=url_for("members.index", organisation_id=organisation.id, after=page.next_cursor)
        if page.next_cursor
        else "",
        first_url=here if request.args.get("after") else "",
    )
    return shown, status


def waiting_row(invitation: Invitation) -> dict[str, object]:
    """Return an invitation that waits, for its line in the list."""
    return {
        "id": invitation.id,
        "contact": phone(invitation.contact) if "@" not in invitation.contact else invitation.contact,
        "role": MEMBER_ROLES[invitation.role],
        "expires_at": invitation.expires_at,
        "is_over": invitation.expires_at <= now(),
    }


def hold_sent(organisation_id: int, sent: SentInvitation) -> None:
    """Remember the link that has just been sent, to show it once to the one who sent it."""
    cookie[SENT] = {"organisation_id": organisation_id, "contact": sent.contact, "link": sent.link}


def take_sent(organisation_id: int) -> dict[str, object] | None:
    """Return the link that has just been sent, once, and whether somebody must pass it on."""
    held = cookie.pop(SENT, None)
    if not isinstance(held, dict) or held.get("organisation_id") != organisation_id:
        return None
    contact = str(held["contact"])
    return {
        "contact": phone(contact) if "@" not in contact else contact,
        "link": held["link"],
        "by_hand": not installation().can_send_to_text(contact),
    }


@bp.get("/organisations/<int:organisation_id>/members")
@signed_in
def index(organisation_id: int) -> tuple[str, int]:
    """List the people of an organisation."""
    organisation = get_organisation_of_member(organisation_id, by=actor())
    return show_people(organisation, InvitationForm())


@bp.post("/organisations/<int:organisation_id>/members/invitations")
@signed_in
def invite(organisation_id: int) -> Response | tuple[str, int]:
    """Ask somebody to join."""
    organisation = get_organisation_to_edit(organisation_id, by=actor())
    form = InvitationForm()
    if form.validate_on_submit():
        contact, role, token = form.contact.data or "", role_from(form.role.data), form.form_token.data
        try:
            with transaction():
                sent = actions.invite_member(
                    organisation_id, contact, role, form_token=token, installation=installation(), by=actor()
                )
        except Invalid as error:
            show_problems(form, error)
        else:
            hold_sent(organisation_id, sent)
            return redirect(list_url(organisation_id), 303)
    return show_people(organisation, form, 422)


@bp.post("/organisations/<int:organisation_id>/invitations/<int:invitation_id>/resend")
@signed_in
def resend(organisation_id: int, invitation_id: int) -> Response:
    """Send a new link."""
    token = request.form.get("form_token")
    try:
        with transaction():
            sent = actions.resend_invitation(invitation_id, form_token=token, installation=installation(), by=actor())
    except Invalid as error:
        flash(" ".join(words_for(problem.key, **problem.values) for problem in error.problems), "warn")
    else:
        hold_sent(organisation_id, sent)
    return redirect(list_url(organisation_id), 303)


@bp.post("/organisations/<int:organisation_id>/invitations/<int:invitation_id>/withdraw")
@signed_in
def withdraw(organisation_id: int, invitation_id: int) -> Response:
    """Take an invitation back."""
    with transaction():
        actions.withdraw_invitation(invitation_id, installation=installation(), by=actor())
    flash(gettext("Đã rút lời mời. Đường dẫn đã gửi không dùng được nữa."), "done")
    return redirect(list_url(organisation_id), 303)


@bp.post("/organisations/<int:organisation_id>/members/<int:user_id>/role")
@signed_in
def role(organisation_id: int, user_id: int) -> Response:
    """Make somebody an administrator, or a plain member."""
    chosen = role_from(request.form.get("role"))
    with transaction():
        actions.set_member_role(organisation_id, user_id, chosen, installation=installation(), by=actor())
    flash(gettext("Đã đổi quyền."), "done")
    return redirect(list_url(organisation_id), 303)


@bp.post("/organisations/<int:organisation_id>/members/<int:user_id>/remove")
@signed_in
def remove(organisation_id: int, user_id: int) -> Response:
    """Take somebody out."""
    with transaction():
        actions.remove_member(organisation_id, user_id, installation=installation(), by=actor())
    flash(gettext("Đã đưa người này ra khỏi tổ chức."), "done")
    return redirect(list_url(organisation_id), 303)


def hand_over_form(organisation_id: int) -> HandOverForm:
    """Return the form with everybody who can take over."""
    form = HandOverForm()
    people = get_successors(organisation_id, user_id=actor().user_id or 0)
    rows = [(str(one.user_id), one.user.full_name) for one in people]
    form.successor.choices = choices([("", gettext("Chọn một người")), *rows]) if rows else []
    return form


def show_leaving(
    organisation: Organisation, *, form: HandOverForm | None = None, leave: LeaveForm | None = None, status: int = 200
) -> tuple[str, int]:
    """Show the ways out: leaving, handing over, and what becomes of an organisation that nobody is left in."""
    form = form or hand_over_form(organisation.id)
    page = render_template(
        "member/members_leave.html",
        organisation=organisation,
        form=form,
        leave=leave or LeaveForm(),
        is_last=not form.successor.choices,
        may_manage=may_manage_members(actor(), organisation),
    )
    return page, status


@bp.route("/organisations/<int:organisation_id>/leave", methods=["GET", "POST"])
@signed_in
def leave(organisation_id: int) -> Response | tuple[str, int]:
    """Leave the organisation."""
    organisation = get_organisation_of_member(organisation_id, by=actor())
    form = LeaveForm()
    if form.validate_on_submit():
        sure = bool(form.is_confirmed.data)
        try:
            with transaction():
                actions.leave_organisation(organisation_id, is_confirmed=sure, installation=installation(), by=actor())
        except Conflict as error:
            form.form_errors.append(words_for(error.key, **error.values))
            return show_leaving(organisation, leave=form, status=409)
        return gone(organisation)
    return show_leaving(organisation)


@bp.post("/organisations/<int:organisation_id>/hand-over")
@signed_in
def hand_over(organisation_id: int) -> Response | tuple[str, int]:
    """Make somebody else the administrator in one's own place."""
    organisation = get_organisation_to_edit(organisation_id, by=actor())
    form = hand_over_form(organisation_id)
    if form.validate_on_submit():
        leaves = bool(form.leaves.data)
        try:
            with transaction():
                actions.hand_over(
                    organisation_id, form.chosen(), leaves=leaves, installation=installation(), by=actor()
                )
        except Invalid as error:
            show_problems(form, error)
        else:
            if leaves:
                return gone(organisation)
            flash(gettext("Đã bàn giao. Bà con vẫn là thành viên."), "done")
            return redirect(list_url(organisation_id), 303)
    return show_leaving(organisation, form=form, status=422)


def gone(organisation: Organisation) -> Response:
    """Go on as somebody who no longer belongs to the organisation."""
    cookie.pop("organisation_id", None)
    forget_actor()
    flash(gettext("Bà con đã rời %(name)s.", name=organisation.name), "done")
    return redirect(url_for("profile.show"), 303)
