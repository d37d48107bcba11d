"""Creating and editing organisations by their own people."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import select

from marketplace.accounts.actions.leaving import fill_contact
from marketplace.accounts.actor import Actor
from marketplace.accounts.drafts import (
    OrganisationDraft,
    OrganisationValues,
    organisation_problems,
    organisation_values,
)
from marketplace.accounts.models import MemberRole, Membership, Organisation, User
from marketplace.accounts.policy import may_create_organisation
from marketplace.accounts.queries import count_own_organisations, get_organisation_to_edit, get_own_user
from marketplace.audit.actions import record
from marketplace.clock import now, today
from marketplace.db import lock_row, session
from marketplace.errors import Conflict, FieldError, Invalid, Refused
from marketplace.jobs.actions import enqueue
from marketplace.taxonomy.models import Province, Ward
from marketplace.text import fold_key, form_key

# What staff looked at when they gave the badge; whoever changes it is looked at again.
VERIFIED_FIELDS = ("name", "kind", "tax_code", "province_code")
INDEXED_FIELDS = ("name", "province_code", "kind")


# how many one person can belong to
MAX_ORGANISATIONS = 10


def refuse_too_many_organisations(user: User) -> None:
    """Raise Conflict when a user, whose row is held, belongs to as many organisations as one person may."""
    if count_own_organisations(user.id) >= MAX_ORGANISATIONS:
        raise Conflict("accounts.too_many_organisations", max=MAX_ORGANISATIONS)


def check_organisation(draft: OrganisationDraft) -> OrganisationValues:
    """Return a draft as it will be stored; raises Invalid with everything that is wrong with it."""
    problems = organisation_problems(draft, today=today()) + _place_problems(draft)
    if problems:
        raise Invalid(*problems)
    return organisation_values(draft, today=today())


def _place_problems(draft: OrganisationDraft) -> list[FieldError]:
    if not draft.province_code:
        return []
    province = session.get(Province, draft.province_code)
    if province is None or (province.valid_until or today()) < today():
        return [FieldError(field="province_code", key="accounts.province_needed")]
    if draft.ward_code:
        ward = session.get(Ward, draft.ward_code)
        if ward is None or ward.province_code != draft.province_code or (ward.valid_until or today()) < today():
            return [FieldError(field="ward_code", key="accounts.ward_wrong")]
    return []


def create_organisation(draft: OrganisationDraft, *, form_token: str | None = None, by: Actor) -> Organisation:
    """Create an organisation; whoever does becomes its administrator, and its contact where none is given.

    A second submit of the same form returns what the first one created.
    """
    if not may_create_organisation(by):
        raise Refused("accounts.sign_in_first")
    user = get_own_user(by)
    # Two submits of one form wait for each other here.
    lock_row(user)
    key = form_key(form_token, f"organisation {user.id}")
    earlier = session.scalars(select(Organisation).where(Organisation.form_token == key)).first() if key else None
    if earlier is not None:
        return earlier
    refuse_too_many_organisations(user)
    values = check_organisation(draft)
    organisation = Organisation(
        **asdict(values),
        name_key=fold_key(values.name),
        is_suspended=False,
        created_at=now(),
        created_by_id=user.id,
        form_token=key,
    )
    fill_contact(organisation, user)
    session.add(organisation)
    session.flush()
    session.add(Membership(user_id=user.id, organisation_id=organisation.id, role=MemberRole.ADMIN, created_at=now()))
    session.flush()
    _record(organisation, "accounts.create_organisation", by)
    return organisation


def edit_organisation(
    organisation_id: int, draft: OrganisationDraft, *, expected_version: int | None = None, by: Actor
) -> Organisation:
    """Change an organisation; the badge falls when what it stands for has changed.

    Raises Conflict where somebody else has changed it since ``expected_version``.
    """
    organisation = get_organisation_to_edit(organisation_id, by=by)
    lock_row(organisation)
    if expected_version is not None and organisation.version != expected_version:
        raise Conflict("accounts.changed_meanwhile")
    values = asdict(check_organisation(draft))
    changed = [name for name, value in values.items() if getattr(organisation, name) != value]
    for name in changed:
        setattr(organisation, name, values[name])
    organisation.name_key = fold_key(organisation.name)
    session.flush()
    session.expire(organisation, ["province", "ward"])
    loses_badge = organisation.verified_at is not None and any(name in VERIFIED_FIELDS for name in changed)
    if loses_badge:
        organisation.verified_at = None
        organisation.verified_by_id = None
    if loses_badge or any(name in INDEXED_FIELDS for name in changed):
        enqueue("postings.reindex_organisation", organisation_id=organisation.id)
    if changed:
        organisation.version += 1
        _record(organisation, "accounts.edit_organisation", by, fields=changed, lost_badge=loses_badge)
    return organisation


def _record(organisation: Organisation, verb: str, by: Actor, **detail: object) -> None:
    record(
        verb,
        by_user_id=by.user_id,
        thing_kind="organisation",
        thing_id=organisation.id,
        organisation_id=organisation.id,
        **detail,
    )
