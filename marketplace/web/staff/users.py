"""People for staff: find them, help one who lost a phone, close or open an account, give roles."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.accounts.actions import confirm_code, disable_user, enable_user, replace_contact, set_staff_role
from marketplace.accounts.labels import STAFF_ROLES
from marketplace.accounts.models import StaffRole, User
from marketplace.accounts.policy import may_set_roles
from marketplace.accounts.queries import (
    find_code,
    find_users,
    get_actor,
    get_names,
    get_own_organisations,
    get_staff,
    get_user_to_help,
)
from marketplace.audit.queries import get_history
from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.i18n import gettext
from marketplace.text import tidy
from marketplace.web import tickets
from marketplace.web.access import actor, staff_only
from marketplace.web.answers import show_problems
from marketplace.web.forms.accounts import CodeForm, ReplaceContactForm, RoleForm
from marketplace.web.forms.organisations import province_choices
from marketplace.web.forms.words import choices
from marketplace.web.here import installation
from marketplace.web.limits import CODE_LIMIT, limiter
from marketplace.web.public.accounts import CODE_WRONG
from marketplace.web.words import HISTORY

bp = Blueprint("staff_users", __name__)


@bp.get("/staff/users")
@staff_only
def index() -> str:
    """Find people by phone, address or name; without a question the administrator sees all staff."""
    me, text = actor(), request.args.get("q", "").strip()
    found = find_users(text, by=me) if text else get_staff() if may_set_roles(me) else []
    return render_template("staff/users.html", found=found, text=text, roles=STAFF_ROLES)


def role_form(user: User | None = None) -> RoleForm:
    """Return the form that gives a role, filled in with the user's."""
    form = RoleForm()
    form.role.choices = choices([(role.value, words) for role, words in STAFF_ROLES.items()])
    form.province_code.choices = province_choices()
    if user is not None and not form.is_submitted():
        form.role.data = user.staff_role.value
        form.province_code.data = user.staff_province_code or ""
    return form


def show_user(user: User, form: RoleForm) -> str:
    """Render one person with organisations and history."""
    history = get_history("user", user.id)
    return render_template(
        "staff/user.html",
        user=user,
        form=form if may_set_roles(actor()) else None,
        organisations=get_own_organisations(get_actor(user.id)),
        history=history,
        names=get_names({entry.user_id for entry in history if entry.user_id}),
        words=HISTORY,
        roles=STAFF_ROLES,
    )


@bp.get("/staff/users/<int:user_id>")
@staff_only
def show(user_id: int) -> str:
    """Show one person."""
    user = get_user_to_help(user_id, by=actor())
    return show_user(user, role_form(user))


@bp.post("/staff/users/<int:user_id>/role")
@staff_only
def role(user_id: int) -> Response | tuple[str, int]:
    """Give a staff role, or take it away."""
    form = role_form()
    known = {member.value: member for member in StaffRole}
    try:
        if form.role.data not in known:
            raise Invalid.of("role", "accounts.role_wrong")
        with transaction():
            set_staff_role(
                user_id, known[form.role.data], province_code=tidy(form.province_code.data or ""), by=actor()
            )
    except Invalid as error:
        show_problems(form, error)
        return show_user(get_user_to_help(user_id, by=actor()), form), 422
    flash(gettext("Đã lưu."), "done")
    return redirect(url_for("staff_users.show", user_id=user_id), 303)


@bp.route("/staff/users/<int:user_id>/recover", methods=["GET", "POST"])
@limiter.limit(CODE_LIMIT, methods=["POST"])
@staff_only
def recover(user_id: int) -> Response | tuple[str, int]:
    """Send a code to the new phone of somebody who lost the old one."""
    user = get_user_to_help(user_id, by=actor())
    form = ReplaceContactForm()
    if form.validate_on_submit():
        ticket, contact = tickets.ticket_of(form.form_token.data), form.contact.data or ""
        try:
            with transaction():
                replace_contact(user_id, contact, ticket=ticket, installation=installation(), by=actor())
        except Invalid as error:
            show_problems(form, error)
        else:
            tickets.hold_ticket(ticket, contact)
            return redirect(url_for("staff_users.confirm", user_id=user_id), 303)
    return render_template("staff/recover.html", form=form, user=user), 422 if form.is_submitted() else 200


@bp.route("/staff/users/<int:user_id>/recover/code", methods=["GET", "POST"])
@limiter.limit(CODE_LIMIT, methods=["POST"])
@staff_only
def confirm(user_id: int) -> Response | tuple[str, int]:
    """Take the code that the person reads out from the new phone."""
    user = get_user_to_help(user_id, by=actor())
    held = find_code(tickets.held_ticket())
    if held is None or held.user_id != user_id:
        return redirect(url_for("staff_users.recover", user_id=user_id))
    form = CodeForm()
    if form.validate_on_submit():
        with transaction():
            confirmed = confirm_code(tickets.held_ticket(), form.code.data or "", installation=installation())
        if confirmed is not None:
            tickets.drop_ticket()
            flash(gettext("Đã đổi liên lạc. Nay người dùng đặt lại mật khẩu bằng số mới được."), "done")
            return redirect(url_for("staff_users.show", user_id=user_id), 303)
        show_problems(form, CODE_WRONG)
    by_staff = not installation().can_send_to_text(held.target)
    page = render_template(
        "staff/recover_code.html", form=form, user=user, sent_to=tickets.sent_to(), by_staff=by_staff
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/staff/users/<int:user_id>/disable")
@staff_only
def disable(user_id: int) -> Response:
    """Close an account."""
    with transaction():
        user = disable_user(user_id, by=actor())
    flash(gettext("Đã khóa tài khoản %(name)s.", name=user.full_name), "done")
    return redirect(url_for("staff_users.show", user_id=user_id), 303)


@bp.post("/staff/users/<int:user_id>/enable")
@staff_only
def enable(user_id: int) -> Response:
    """Open a closed account."""
    with transaction():
        user = enable_user(user_id, by=actor())
    flash(gettext("Đã mở khóa tài khoản %(name)s.", name=user.full_name), "done")
    return redirect(url_for("staff_users.show", user_id=user_id), 303)
