"""Who may do what with complaints; values in, answer out."""

from __future__ import annotations

from marketplace.accounts.actor import Actor
from marketplace.moderation.models import Complaint


def may_decide(actor: Actor, complaint: Complaint) -> bool:
    """Staff of the province it is about; what is about no province goes to the ministry. Also: who may read it."""
    return actor.is_staff and actor.is_staff_for(complaint.province_code)
