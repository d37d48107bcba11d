"""Rows of people and organisations. Columns marked *personal* are emptied on erasure."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.db import Base, Key, enum_type
from marketplace.taxonomy.models import Province, Ward


class StaffRole(enum.Enum):
    """What a user may do for the office; most users have none."""

    NONE = "none"
    PROVINCIAL = "provincial"
    MINISTRY = "ministry"
    SYSTEM = "system"


class OrganisationKind(enum.Enum):
    """What an organisation is; the first five make goods, the others distribute them."""

    HOUSEHOLD = "household"
    COOPERATIVE_GROUP = "cooperative_group"
    COOPERATIVE = "cooperative"
    ENTERPRISE = "enterprise"
    CRAFT_VILLAGE = "craft_village"
    MARKET = "market"
    WHOLESALE_MARKET = "wholesale_market"
    DEALER = "dealer"
    GROCER = "grocer"
    SUPERMARKET = "supermarket"
    CONVENIENCE = "convenience"
    MALL = "mall"
    ECOMMERCE = "ecommerce"
    HORECA = "horeca"
    EXPORTER = "exporter"


PRODUCER_KINDS = (
    OrganisationKind.HOUSEHOLD,
    OrganisationKind.COOPERATIVE_GROUP,
    OrganisationKind.COOPERATIVE,
    OrganisationKind.ENTERPRISE,
    OrganisationKind.CRAFT_VILLAGE,
)
DISTRIBUTOR_KINDS = tuple(kind for kind in OrganisationKind if kind not in PRODUCER_KINDS)


class MemberRole(enum.Enum):
    """What a user may do inside an organisation."""

    MEMBER = "member"
    ADMIN = "admin"


class CodePurpose(enum.Enum):
    """What a one-time code proves."""

    SIGN_UP = "sign_up"
    RECOVERY = "recovery"
    CONTACT_CHANGE = "contact_change"


class User(Base):
    """One person's account; at least one of phone and e-mail is set until it is erased."""

    __tablename__ = "user"
    __table_args__ = (Index("ix_user_staff", "staff_role", "staff_province_code"),)

    id: Mapped[Key]
    full_name: Mapped[str] = mapped_column(String(120))  # personal
    # given name first, folded
    sort_key: Mapped[str] = mapped_column(String(140))  # personal
    phone: Mapped[str | None] = mapped_column(String(20), unique=True)  # personal, E.164
    email: Mapped[str | None] = mapped_column(String(254), unique=True)  # personal, lower case
    password_hash: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2), default="vi")
    # None until the code of the sign-up was typed in; such an account cannot sign in
    confirmed_at: Mapped[datetime | None]
    # raised when the password changes, which ends every other session
    session_epoch: Mapped[int] = mapped_column(default=1)
    staff_role: Mapped[StaffRole] = mapped_column(enum_type(StaffRole, "staff_role"), default=StaffRole.NONE)
    # set for provincial staff only
    staff_province_code: Mapped[str | None] = mapped_column(ForeignKey("province.code"))
    is_disabled: Mapped[bool] = mapped_column(default=False)
    # which version of the terms and the privacy notice was agreed to, and when
    terms_version: Mapped[str] = mapped_column(String(16))
    terms_agreed_at: Mapped[datetime]
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]

    memberships: Mapped[list[Membership]] = relationship(back_populates="user", order_by="Membership.id")


class OneTimeCode(Base):
    """A code sent to a phone or an e-mail address, or read out by staff; only its hash is kept.

    ``code_hash`` is None while the code waits for staff to issue it, and empty when nothing can open it: it was
    replaced, or nobody was to learn that there is no account (or one already) behind the target.
    """

    __tablename__ = "one_time_code"
    __table_args__ = (
        Index("ix_one_time_code_ticket_hash", "ticket_hash", "id"),
        Index("ix_one_time_code_target", "target", "id"),
    )

    id: Mapped[Key]
    # None for a sign-up, whose account begins with the right code
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    purpose: Mapped[CodePurpose] = mapped_column(enum_type(CodePurpose, "purpose"))
    # the phone or address that it proves; personal
    target: Mapped[str] = mapped_column(String(254))
    # which browser asked: a code typed elsewhere opens nothing
    ticket_hash: Mapped[str] = mapped_column(String(64))
    code_hash: Mapped[str | None] = mapped_column(String(200))
    # what a sign-up will become: name, password hash, language, terms; emptied when used; personal
    pending: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    attempts: Mapped[int] = mapped_column(default=0)
    requested_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]

    user: Mapped[User | None] = relationship(foreign_keys=[user_id])


class SignInPause(Base):
    """How often a wrong password was tried for one phone or address, whether it has an account or not."""

    __tablename__ = "sign_in_pause"

    # keyed hash of the phone or address
    contact_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failed_attempts: Mapped[int]
    last_failed_at: Mapped[datetime]
    locked_until: Mapped[datetime | None]


class Organisation(Base):
    """A producer, a distributor, or both."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint("is_producer OR is_distributor", name="has_side"),
        Index("ix_organisation_province_code", "province_code", "id"),
    )

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200), index=True)
    kind: Mapped[OrganisationKind] = mapped_column(enum_type(OrganisationKind, "kind"))
    is_producer: Mapped[bool]
    is_distributor: Mapped[bool]
    # 10 or 13 digits are public; 12 digits are the owner's personal number: never public, masked, erasable
    tax_code: Mapped[str | None] = mapped_column(String(14), index=True)
    province_code: Mapped[str] = mapped_column(ForeignKey("province.code"))
    ward_code: Mapped[str | None] = mapped_column(ForeignKey("ward.code"))
    description: Mapped[str] = mapped_column(Text, default="")
    # contact details: open only through an accepted lead; personal
    contact_name: Mapped[str] = mapped_column(String(120))
    contact_phone: Mapped[str | None] = mapped_column(String(20))
    contact_email: Mapped[str | None] = mapped_column(String(254))
    contact_zalo: Mapped[str | None] = mapped_column(String(20))
    address_line: Mapped[str] = mapped_column(String(200), default="")
    # the badge
    verified_at: Mapped[datetime | None]
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    is_suspended: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    # the token of the form that created it: a second submit finds the first one's organisation
    form_token: Mapped[str | None] = mapped_column(String(64), unique=True)
    # raised with every edit: tells two editors apart
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    province: Mapped[Province] = relationship()
    ward: Mapped[Ward | None] = relationship()
    memberships: Mapped[list[Membership]] = relationship(back_populates="organisation", order_by="Membership.id")


class Membership(Base):
    """One user's place in one organisation."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("user_id", "organisation_id"),)

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[MemberRole] = mapped_column(enum_type(MemberRole, "role"))
    created_at: Mapped[datetime]

    user: Mapped[User] = relationship(back_populates="memberships")
    organisation: Mapped[Organisation] = relationship(back_populates="memberships")


class Invitation(Base):
    """A person asked by phone or mail to join an organisation; only the hash of the link's code is kept."""

    __tablename__ = "invitation"
    __table_args__ = (Index("ix_invitation_organisation_id", "organisation_id", "id"),)

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    # phone in E.164 or e-mail address, personal; once it is settled, the key under which it is counted
    contact: Mapped[str] = mapped_column(String(254), index=True)
    role: Mapped[MemberRole] = mapped_column(enum_type(MemberRole, "role"))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    # exactly one of these is set once it is settled
    accepted_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    organisation: Mapped[Organisation] = relationship()

    @property
    def is_waiting(self) -> bool:
        """Tell whether nobody has said anything to it yet; it may have expired."""
        return self.accepted_at is None and self.declined_at is None and self.withdrawn_at is None


class TapLink(Base):
    """A link in a message with which one person may do one thing without signing in; only its hash is kept."""

    __tablename__ = "tap_link"

    id: Mapped[Key]
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    # for which of the user's organisations
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    # what it is for, such as leads.answer; ``web/taps`` has a page for each
    purpose: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[int]
    # the user's session_epoch when it was made: a new password ends all links
    epoch: Mapped[int]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    first_used_at: Mapped[datetime | None]


class KeptForm(Base):
    """What somebody had typed when the session ended, kept for a day until the same person signs in again."""

    __tablename__ = "kept_form"

    id: Mapped[Key]
    # hash of the random name in the browser's cookie
    ticket_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    path: Mapped[str] = mapped_column(String(500))
    # [{"name": ..., "value": ...}] in order; no password, token or file; personal
    fields: Mapped[list[dict[str, Any]]]
    has_files: Mapped[bool]
    created_at: Mapped[datetime]
