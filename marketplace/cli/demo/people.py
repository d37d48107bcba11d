"""What the sample's people keep for themselves: contact details, searches, alerts, an invitation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from marketplace.accounts.actions import edit_organisation, invite_member
from marketplace.accounts.actor import Actor
from marketplace.accounts.drafts import OrganisationDraft
from marketplace.accounts.models import MemberRole
from marketplace.accounts.queries import get_organisation
from marketplace.cli.demo.cast import Cast
from marketplace.cli.demo.past import Plan
from marketplace.matching.actions import save_search, set_match_pace
from marketplace.matching.models import AlertPace
from marketplace.postings.models import Side
from marketplace.postings.searching import SearchRequest

Told = Mapping[str, Any]


def _own(actor: Actor) -> int:
    assert actor.organisation_id is not None
    return actor.organisation_id


def plan_of_people(cast: Cast, told: Told) -> Iterator[Plan]:
    """Yield what people do on their own pages, by days ago."""
    for one in told["organisations"]:
        yield one["days"], 20, lambda one=one: _describe(cast, one)
    for one in told["searches"]:
        yield one["days"], 21, lambda one=one: _keep_search(cast, one)
    for one in told["alerts"]:
        owner, pace = cast.owner(one["of"]), AlertPace(one["pace"])
        yield one["days"], 8, lambda owner=owner, pace=pace: set_match_pace(_own(owner), pace, by=owner)
    for one in told["invitations"]:
        yield one["days"], 19, lambda one=one: _invite(cast, one)


def _describe(cast: Cast, one: Told) -> None:
    """Fill in what a record does not say of an organisation."""
    owner = cast.owner(one["of"])
    organisation = get_organisation(_own(owner))
    draft = OrganisationDraft(
        name=organisation.name,
        kind=organisation.kind,
        is_producer=organisation.is_producer,
        is_distributor=organisation.is_distributor,
        province_code=organisation.province_code,
        contact_name=organisation.contact_name,
        contact_phone=organisation.contact_phone or "",
        contact_zalo=organisation.contact_phone or "",
    )
    edit_organisation(organisation.id, replace(draft, **one["says"]), by=owner)


def _keep_search(cast: Cast, one: Told) -> None:
    request = SearchRequest(
        side=Side(one["side"]),
        text=one["text"],
        chosen={name: tuple(values) for name, values in one.get("chosen", {}).items()},
    )
    save_search(request, pace=AlertPace(one["pace"]), by=cast.owner(one["by"]))


def _invite(cast: Cast, one: Told) -> None:
    owner = cast.owner(one["by"])
    invite_member(_own(owner), one["contact"], MemberRole(one["role"]), installation=cast.installation, by=owner)
