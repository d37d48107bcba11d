"""What can be done with quotes, requests for them, questions and saved listings, one function per business verb."""

from marketplace.quotes.actions.asking import answer_question, ask_question, hide_question, show_question
from marketplace.quotes.actions.closing import close_request
from marketplace.quotes.actions.deciding import (
    award_quote,
    can_undo,
    decline_quote,
    shortlist_quote,
    undo_decline,
    unshortlist_quote,
)
from marketplace.quotes.actions.drafting import (
    copy_quote,
    discard_draft,
    save_draft,
    start_quote,
    start_quote_in_lead,
)
from marketplace.quotes.actions.forgetting import strike_out_of_quotes
from marketplace.quotes.actions.inviting import decline_invitation, invite_supplier, undo_decline_invitation
from marketplace.quotes.actions.requesting import open_sealed, set_request
from marketplace.quotes.actions.saving import forget_saved_listing, note_saved_listing, save_listing
from marketplace.quotes.actions.sending import (
    extend_quote,
    remove_file,
    revise_quote,
    send_quote,
    withdraw_quote,
)

__all__ = [
    "answer_question",
    "ask_question",
    "award_quote",
    "can_undo",
    "close_request",
    "copy_quote",
    "decline_invitation",
    "decline_quote",
    "discard_draft",
    "extend_quote",
    "forget_saved_listing",
    "hide_question",
    "invite_supplier",
    "note_saved_listing",
    "open_sealed",
    "remove_file",
    "revise_quote",
    "save_draft",
    "save_listing",
    "send_quote",
    "set_request",
    "shortlist_quote",
    "show_question",
    "start_quote",
    "start_quote_in_lead",
    "strike_out_of_quotes",
    "undo_decline",
    "undo_decline_invitation",
    "unshortlist_quote",
    "withdraw_quote",
]
