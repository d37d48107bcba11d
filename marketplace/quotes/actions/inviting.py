"""Asking suppliers to quote, each once, and a supplier saying that it will not."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from marketplace.accounts.actions.telling import tell_organisation_by_tap
from marketplace.accounts.actor import Actor
from marketplace.clock import now
from marketplace.db import add_unless_taken, lock_row, session
from marketplace.errors import Conflict, NotFound, Refused
from marketplace.leads.actions.changes import is_blocked
from marketplace.leads.models import DeclineReason
from marketplace.postings.models import Posting, Side
from marketplace.quotes import mail
from marketplace.quotes.actions.changes import refuse_not_taking, take_turn
from marketplace.quotes.actions.requesting import hold_request, record_request
from marketplace.quotes.models import InvitationStatus, QuoteInvitation, QuoteRequest

MAX_OPEN_INVITATIONS = 50
MAX_INVITATIONS_A_DAY = 100


def _find(request_id: int, supplier_id: int) -> QuoteInvitation | None:
    statement = select(QuoteInvitation).where(
        QuoteInvitation.request_id == request_id, QuoteInvitation.supplier_id == supplier_id
    )
    return session.scalars(statement).first()


def _refuse_many(request: QuoteRequest, buyer_id: int) -> None:
    waiting = select(func.count()).where(
        QuoteInvitation.request_id == request.id, QuoteInvitation.status == InvitationStatus.SENT
    )
    if (session.scalar(waiting) or 0) >= MAX_OPEN_INVITATIONS:
        raise Conflict("quotes.invitations_many", max=MAX_OPEN_INVITATIONS)
    lately = (
        select(func.count())
        .select_from(QuoteInvitation)
        .join(QuoteInvitation.request)
        .join(QuoteRequest.demand)
        .where(Posting.organisation_id == buyer_id, QuoteInvitation.created_at > now() - timedelta(days=1))
    )
    if (session.scalar(lately) or 0) >= MAX_INVITATIONS_A_DAY:
        raise Conflict("quotes.invitations_today")


def invite_supplier(demand: Posting, listing: Posting, *, site_url: str = "", by: Actor) -> QuoteInvitation:
    """Ask the owner of a listing to quote for a demand; whoever was asked already is not asked again."""
    request = hold_request(demand, by=by)
    supplier = listing.organisation
    if found := _find(request.id, supplier.id):
        return found
    refuse_not_taking(demand, request)
    if listing.side is not Side.SUPPLY or supplier.id == demand.organisation_id:
        raise Refused("quotes.invite_self")
    if supplier.is_suspended or demand.organisation.is_suspended:
        raise Refused("quotes.organisation_suspended")
    if is_blocked(supplier.id, demand.organisation_id):
        raise Refused("leads.blocked")
    _refuse_many(request, demand.organisation_id)
    invitation = QuoteInvitation(
        request_id=request.id,
        supplier_id=supplier.id,
        listing_id=listing.id,
        status=InvitationStatus.SENT,
        invited_by_id=by.user_id,
        created_at=now(),
    )
    if not add_unless_taken(invitation):
        raise Conflict("quotes.invited_already")
    record_request(demand, "invite", by, supplier_id=supplier.id)
    tell_organisation_by_tap(
        supplier.id,
        template="quotes.invitation",
        purpose="quotes.invitation",
        thing_id=invitation.id,
        site_url=site_url,
        write=lambda link: mail.invitation(demand.organisation.name, demand.title, demand.expires_on, link=link),
    )
    return invitation


def _hold(invitation: QuoteInvitation, by: Actor) -> QuoteRequest | None:
    request = take_turn(invitation.request.demand_id)
    lock_row(invitation)
    if not by.belongs_to(invitation.supplier_id):
        raise NotFound("quotes.invitation_not_found")
    return request


def decline_invitation(invitation: QuoteInvitation, reason: DeclineReason, *, by: Actor) -> None:
    """Say that there will be no quote, and why; it can still be changed by quoting."""
    _hold(invitation, by)
    if invitation.status is InvitationStatus.QUOTED:
        raise Conflict("quotes.already_sent")
    invitation.status, invitation.decline_reason = InvitationStatus.DECLINED, reason
    invitation.answered_at = now()
    record_request(invitation.request.demand, "decline_invitation", by, reason=reason.value)


def undo_decline_invitation(invitation: QuoteInvitation, *, by: Actor) -> None:
    """Take a no to an invitation back; a quote may be sent in any case."""
    _hold(invitation, by)
    if invitation.status is InvitationStatus.DECLINED:
        invitation.status, invitation.decline_reason, invitation.answered_at = InvitationStatus.SENT, None, None
