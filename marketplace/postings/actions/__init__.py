"""What can be done with postings, one function per business verb."""

from marketplace.postings.actions.asking import ask_owners, bring_back
from marketplace.postings.actions.creating import copy_posting, start_demand, start_listing
from marketplace.postings.actions.editing import (
    save_capacity,
    save_category,
    save_goods,
    save_need,
    save_papers,
    save_price,
    save_requirements,
    save_terms,
)
from marketplace.postings.actions.freshness import confirm_all, confirm_available, pause, resume
from marketplace.postings.actions.moderating import approve, decline_pending, put_back, take_down
from marketplace.postings.actions.photos import add_photos, move_photo_first, remove_photo
from marketplace.postings.actions.publishing import publish, renew, restore, withdraw
from marketplace.postings.actions.upkeep import (
    expire_due_postings,
    follow_lapsed_certificates,
    reindex_organisation,
    strike_out_of_postings,
    withdraw_organisation_postings,
)
from marketplace.postings.actions.weeks import note_weeks_told, save_weeks, sweep_weeks, tell_of_weeks_later

__all__ = [
    "add_photos",
    "approve",
    "ask_owners",
    "bring_back",
    "confirm_all",
    "confirm_available",
    "copy_posting",
    "decline_pending",
    "expire_due_postings",
    "follow_lapsed_certificates",
    "move_photo_first",
    "note_weeks_told",
    "pause",
    "publish",
    "put_back",
    "reindex_organisation",
    "remove_photo",
    "renew",
    "restore",
    "resume",
    "save_capacity",
    "save_category",
    "save_goods",
    "save_need",
    "save_papers",
    "save_price",
    "save_requirements",
    "save_terms",
    "save_weeks",
    "start_demand",
    "start_listing",
    "strike_out_of_postings",
    "sweep_weeks",
    "take_down",
    "tell_of_weeks_later",
    "withdraw",
    "withdraw_organisation_postings",
]
