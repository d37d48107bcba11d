"""What every change of an agreement has in common: hold the row, write history, tell the other side."""

from __future__ import annotations

from datetime import datetime

from marketplace.accounts.actions.telling import tell_organisation
from marketplace.accounts.actor import Actor
from marketplace.agreements import mail
from marketplace.agreements.models import Agreement, AgreementPaper, Stage
from marketplace.agreements.policy import may_see_outline, other_side, own_side
from marketplace.audit.actions import record
from marketplace.clock import now
from marketplace.db import lock_row, session
from marketplace.errors import NotFound, Refused


def hold(agreement: Agreement, *, by: Actor) -> int:
    """Hold the row until the end of the transaction; return which party the actor is.

    Raises Refused for staff, who see the outline only, and NotFound for everybody else.
    """
    # Reading the row anew would drop what an earlier action of this transaction changed and did not write yet.
    session.flush()
    lock_row(agreement)
    own_id = own_side(by, agreement)
    if own_id is not None:
        return own_id
    if may_see_outline(by, agreement):
        raise Refused("agreements.not_yours")
    raise NotFound("agreements.not_found")


def hold_paper(paper: AgreementPaper, *, by: Actor) -> int:
    """Hold the agreement, then the paper, always in this order; return which party the actor is."""
    own_id = hold(paper.agreement, by=by)
    lock_row(paper)
    return own_id


def write_history(agreement: Agreement, verb: str, by: Actor, own_id: int, **detail: object) -> None:
    """Add a line to the history of an agreement; never a name, a note or a number of a person."""
    record(
        f"agreements.{verb}",
        by_user_id=by.user_id,
        thing_kind="agreement",
        thing_id=agreement.id,
        organisation_id=own_id,
        **detail,
    )


def link_to(agreement: Agreement, site_url: str) -> str:
    """Return where an agreement is read; without the site's address only the path."""
    return f"{site_url}/agreements/{agreement.id}"


def tell_other(agreement: Agreement, key: str, own_id: int, site_url: str) -> None:
    """Tell the other side what this one has just done; ``key`` is one of ``labels.NEWS``."""
    own = agreement.seller if own_id == agreement.seller_id else agreement.buyer
    tell_organisation(
        other_side(agreement, own_id),
        template="agreements.news",
        write=lambda: mail.news(key, own.name, agreement.goods, link=link_to(agreement, site_url)),
    )


def enter_stage(agreement: Agreement, stage: Stage) -> datetime:
    """Begin a stage now; return the moment."""
    moment = now()
    agreement.stage, agreement.stage_at, agreement.updated_at = stage, moment, moment
    return moment
