"""Reading users: who is signed in, who has an account, whom staff may help."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.elements import ColumnElement

from marketplace.accounts import policy
from marketplace.accounts.actor import VISITOR, Actor
from marketplace.accounts.contacts import Contact, parse_contact
from marketplace.accounts.models import Membership, Organisation, StaffRole, User
from marketplace.db import session
from marketplace.errors import NotFound, Refused
from marketplace.paging import PAGE_SIZE, Page, decode_cursor, page_of
from marketplace.text import fold, tidy

FOUND_LIMIT = 50


def find_session_user(user_id: int, epoch: int) -> bool:
    """Tell whether a cookie's user may still be signed in: same epoch, confirmed, not disabled, not erased."""
    user = session.get(User, user_id)
    return user is not None and user.session_epoch == epoch and policy.is_usable(user)


def get_actor(user_id: int, *, organisation_id: int | None = None) -> Actor:
    """Return who acts, in two statements; for an organisation the user is not in, the first one of its own."""
    user = session.get(User, user_id)
    if user is None or not policy.is_usable(user):
        return VISITOR
    rows = session.execute(
        select(Membership.organisation_id, Membership.role, Organisation.province_code)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.user_id == user_id)
        .order_by(Membership.id)
    ).all()
    provinces = {row.organisation_id: row.province_code for row in rows}
    acts_for = organisation_id if organisation_id in provinces else next(iter(provinces), None)
    at_home = provinces.get(acts_for) if acts_for is not None else None
    return Actor(
        user_id=user.id,
        name=user.full_name,
        language=user.language,
        memberships={row.organisation_id: row.role for row in rows},
        organisation_id=acts_for,
        staff_role=user.staff_role,
        staff_province_code=user.staff_province_code,
        province_code=user.staff_province_code or at_home,
    )


def find_user_by_contact(contact: Contact) -> User | None:
    """Return the account with this phone or address, or None."""
    column = User.email if contact.kind == "email" else User.phone
    return session.scalars(select(User).where(column == contact.value)).first()


def get_user(user_id: int) -> User:
    """Return an account; raises NotFound, also for an erased one."""
    user = session.get(User, user_id)
    if user is None or user.erased_at is not None:
        raise NotFound("accounts.user_not_found")
    return user


def get_own_user(actor: Actor) -> User:
    """Return the account of whoever acts."""
    if actor.user_id is None:
        raise Refused("accounts.sign_in_first")
    return get_user(actor.user_id)


def get_names(user_ids: Collection[int]) -> Mapping[int, str]:
    """Return names of users by id; an erased one has an empty name."""
    rows = session.execute(select(User.id, User.full_name).where(User.id.in_(user_ids))).all()
    return {row.id: row.full_name for row in rows}


def get_members(organisation_id: int) -> Sequence[Membership]:
    """Return who belongs to an organisation, the eldest first."""
    return session.scalars(
        select(Membership)
        .where(Membership.organisation_id == organisation_id)
        .options(joinedload(Membership.user))
        .order_by(Membership.id)
    ).all()


def get_members_page(organisation_id: int, *, after: str | None = None) -> Page[Membership]:
    """Return who belongs to an organisation, the eldest first, a page at a time."""
    statement = select(Membership).where(Membership.organisation_id == organisation_id)
    key = decode_cursor(after, 1)
    if key is not None and isinstance(key[0], int):
        statement = statement.where(Membership.id > key[0])
    statement = statement.options(joinedload(Membership.user)).order_by(Membership.id)
    rows = session.scalars(statement.limit(PAGE_SIZE + 1)).all()
    return page_of(rows, PAGE_SIZE, lambda row: (row.id,))


def get_successors(organisation_id: int, *, user_id: int, limit: int = 200) -> Sequence[Membership]:
    """Return who else belongs to an organisation and can take it over from one of its people."""
    statement = (
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.user_id != user_id,
            User.is_disabled.is_(False),
            User.erased_at.is_(None),
            User.confirmed_at.is_not(None),
        )
        .options(joinedload(Membership.user))
    )
    return session.scalars(statement.order_by(Membership.id).limit(limit)).all()


def province_codes_of(user_id: int) -> frozenset[str]:
    """Return the provinces of a user's organisations."""
    rows = session.scalars(
        select(Organisation.province_code)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.user_id == user_id)
    )
    return frozenset(rows)


def may_help_user(actor: Actor, user: User) -> bool:
    """Tell whether staff may help this user with contact, code or account."""
    return policy.may_help(actor, staff_role=user.staff_role, province_codes=province_codes_of(user.id))


def get_user_to_help(user_id: int, *, by: Actor) -> User:
    """Return a user whom this member of staff may help; raises NotFound or Refused."""
    user = get_user(user_id)
    if not may_help_user(by, user):
        raise Refused("accounts.not_your_user")
    return user


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """Return the condition for users of the actor's province, or without any organisation yet."""
    if actor.staff_role is not StaffRole.PROVINCIAL:
        return User.id.is_not(None)
    places = select(Organisation.province_code).join(Membership, Membership.organisation_id == Organisation.id)
    own = places.where(Membership.user_id == User.id).correlate(User)
    return or_(
        own.where(Organisation.province_code == actor.staff_province_code).exists(),
        and_(~own.exists(), User.staff_role == StaffRole.NONE),
    )


def find_users(text: str, *, by: Actor) -> Sequence[User]:
    """Return users whose phone or address is this, or whose name has all these words; only those staff may help."""
    contact = parse_contact(text)
    statement = select(User).where(User.erased_at.is_(None), within_reach(by))
    if contact is not None:
        column = User.email if contact.kind == "email" else User.phone
        statement = statement.where(column == contact.value)
    else:
        words = fold(tidy(text)).split()
        if not words:
            return []
        statement = statement.where(*(User.sort_key.contains(word, autoescape=True) for word in words[:6]))
    statement = statement.options(selectinload(User.memberships).joinedload(Membership.organisation))
    return session.scalars(statement.order_by(User.sort_key, User.id).limit(FOUND_LIMIT)).all()


def get_staff() -> Sequence[User]:
    """Return everybody with a staff role, by rank and name."""
    return session.scalars(
        select(User)
        .where(User.staff_role != StaffRole.NONE, User.erased_at.is_(None))
        .options(selectinload(User.memberships).joinedload(Membership.organisation))
        .order_by(User.staff_role, User.staff_province_code, User.sort_key)
    ).all()


def count_administrators() -> int:
    """Return how many system administrators can sign in."""
    usable = (User.erased_at.is_(None), User.is_disabled.is_(False), User.confirmed_at.is_not(None))
    return session.scalar(select(func.count()).where(User.staff_role == StaffRole.SYSTEM, *usable)) or 0
