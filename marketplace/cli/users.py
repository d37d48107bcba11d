"""``flask users``: the first administrator, and staff accounts."""

from __future__ import annotations

import secrets

import click
from flask import current_app
from flask.cli import AppGroup

from marketplace.accounts.actions import create_staff
from marketplace.accounts.actor import MACHINE
from marketplace.accounts.installation import installation_for
from marketplace.accounts.labels import MESSAGES, STAFF_ROLES
from marketplace.accounts.models import StaffRole
from marketplace.db import transaction
from marketplace.errors import Invalid
from marketplace.taxonomy.places import find_province

group = AppGroup("users", help="People: staff accounts.")

ROLES = [role.value for role in StaffRole if role is not StaffRole.NONE]


def province_from(text: str | None) -> str | None:
    """Return the code of a province given as code or name, old or new; raises for a name that means nothing."""
    if not text:
        return None
    code = text if text.isdigit() else find_province(text)
    if code is None:
        raise click.BadParameter(f"{text!r} is no province")
    return code


@group.command("create-staff")
@click.option("--name", prompt="Full name", help="Full name of the person.")
@click.option("--contact", prompt="Phone or e-mail", help="Phone number or e-mail address, used to sign in.")
@click.option("--role", prompt=True, type=click.Choice(ROLES), default="system", show_default=True)
@click.option("--province", default=None, help="Code or name of the province; provincial staff need one.")
@click.option("--password", default=None, help="Password; one is made and printed once when left out.")
def create(name: str, contact: str, role: str, province: str | None, password: str | None) -> None:
    """Make a staff account that can sign in at once, or give an existing account a role and a new password."""
    if role == StaffRole.PROVINCIAL.value and not province:
        province = click.prompt("Province (code or name)")
    chosen = password or secrets.token_urlsafe(12)
    try:
        with transaction():
            user = create_staff(
                name,
                contact,
                password=chosen,
                role=StaffRole(role),
                province_code=province_from(province),
                installation=installation_for(current_app.extensions["marketplace.settings"]),
                by=MACHINE,
            )
    except Invalid as error:
        words = " ".join(str(MESSAGES[p.key]) % dict(p.values) for p in error.problems)
        raise click.ClickException(words) from None
    click.echo(f"{user.full_name}: {STAFF_ROLES[user.staff_role]}, {user.phone or user.email}")
    if not password:
        click.echo(f"Password (shown once, change it after signing in): {chosen}")
