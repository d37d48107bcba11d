"""Who is doing this now: plain values that policies decide on, with no session and no request behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from marketplace.accounts.models import MemberRole, StaffRole


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A signed-in user, a visitor (``user_id`` None), or the system itself (``is_machine``)."""

    user_id: int | None = None
    name: str = ""
    language: str = "vi"
    # organisation id -> role in it
    memberships: Mapping[int, MemberRole] = field(default_factory=dict[int, MemberRole])
    # the organisation this user acts for at the moment
    organisation_id: int | None = None
    staff_role: StaffRole = StaffRole.NONE
    staff_province_code: str | None = None
    # where the actor's organisation (or, for provincial staff, the office) is
    province_code: str | None = None
    is_machine: bool = False

    @property
    def is_signed_in(self) -> bool:
        """Tell whether there is an account behind the actor."""
        return self.user_id is not None

    @property
    def is_staff(self) -> bool:
        """Tell whether the actor works for the ministry, a province or the operator."""
        return self.staff_role is not StaffRole.NONE

    def belongs_to(self, organisation_id: int | None) -> bool:
        """Tell whether the actor is a member of the organisation."""
        return organisation_id is not None and organisation_id in self.memberships

    def administers(self, organisation_id: int | None) -> bool:
        """Tell whether the actor is an administrator of the organisation."""
        return organisation_id is not None and self.memberships.get(organisation_id) is MemberRole.ADMIN

    def is_staff_for(self, province_code: str | None) -> bool:
        """Tell whether the actor is staff with a say in that province; the ministry has it everywhere."""
        if self.staff_role in (StaffRole.MINISTRY, StaffRole.SYSTEM):
            return True
        return self.staff_role is StaffRole.PROVINCIAL and province_code == self.staff_province_code


VISITOR = Actor()
MACHINE = Actor(is_machine=True, name="system")
