"""Who may do what with postings; values in, answer out."""

from __future__ import annotations

from datetime import date

from marketplace.accounts.actor import Actor
from marketplace.accounts.models import Organisation
from marketplace.clock import local
from marketplace.postings.models import Posting, PostingStatus, Side


def is_open(posting: Posting, today: date) -> bool:
    """Tell whether everybody sees it: published, its last day not over, its organisation not suspended."""
    return (
        posting.status is PostingStatus.PUBLISHED
        and (posting.expires_on is None or posting.expires_on >= today)
        and not posting.organisation.is_suspended
    )


def is_in_pause(posting: Posting, today: date) -> bool:
    """Tell whether it is out of sight for a while; a demand whose closing date is over, or what staff hide, is not."""
    closed = posting.side is Side.DEMAND and posting.expires_on is not None and posting.expires_on < today
    return posting.status is PostingStatus.PAUSED and not closed and not posting.organisation.is_suspended


def is_confirmed_on(posting: Posting, day: date) -> bool:
    """Tell whether its owner has said on a day that it holds."""
    return posting.confirmed_at is not None and local(posting.confirmed_at).date() == day


def may_create(actor: Actor, organisation: Organisation) -> bool:
    """Members of an organisation that is not suspended."""
    return actor.is_machine or (actor.belongs_to(organisation.id) and not organisation.is_suspended)


def may_edit(actor: Actor, posting: Posting) -> bool:
    """Members of its organisation; also decides who may add photos and look at the preview."""
    return actor.is_machine or actor.belongs_to(posting.organisation_id)


def may_copy(actor: Actor, posting: Posting) -> bool:
    """Members of its organisation, unless staff took it down: a copy would bring it back."""
    return may_edit(actor, posting) and posting.taken_down_at is None


def may_publish(actor: Actor, posting: Posting) -> bool:
    """Members of its organisation, unless that is suspended or staff took the posting down."""
    return may_edit(actor, posting) and not posting.organisation.is_suspended and posting.taken_down_at is None


def may_withdraw(actor: Actor, posting: Posting) -> bool:
    """Members of its organisation."""
    return may_edit(actor, posting)


def may_restore(actor: Actor, posting: Posting) -> bool:
    """Whoever may have withdrawn it: members, or staff where staff took it down."""
    if posting.taken_down_at is not None:
        return may_moderate(actor, posting)
    return may_edit(actor, posting)


def may_moderate(actor: Actor, posting: Posting) -> bool:
    """Staff with a say in the organisation's province: they approve, decline and take down."""
    return actor.is_staff_for(posting.organisation.province_code)


def may_view(actor: Actor, posting: Posting, today: date) -> bool:
    """Everybody while it is open; its own people and its staff always."""
    return is_open(posting, today) or may_edit(actor, posting) or may_moderate(actor, posting)
