"""What can be done with agreements, one function per business verb."""

from marketplace.agreements.actions.beginning import begin_agreement, edit_terms
from marketplace.agreements.actions.confirming import (
    cancel_paper,
    confirm_paper,
    put_on_hold,
    record_outside,
    resume_paper,
)
from marketplace.agreements.actions.following import (
    answer_follow_up,
    ask_due_follow_ups,
    remind_of_follow_ups,
    take_back_answer,
)
from marketplace.agreements.actions.forgetting import strike_out_of_agreements
from marketplace.agreements.actions.months import report_month
from marketplace.agreements.actions.moving import (
    end_agreement,
    fail_agreement,
    move_stage,
    start_delivering,
    undo_move,
)
from marketplace.agreements.actions.papers import draft_of_paper, draw_up_paper, edit_paper, fill_paper
from marketplace.agreements.actions.scans import attach_scans, remove_scan

__all__ = [
    "answer_follow_up",
    "ask_due_follow_ups",
    "attach_scans",
    "begin_agreement",
    "cancel_paper",
    "confirm_paper",
    "draft_of_paper",
    "draw_up_paper",
    "edit_paper",
    "edit_terms",
    "end_agreement",
    "fail_agreement",
    "fill_paper",
    "move_stage",
    "put_on_hold",
    "record_outside",
    "remind_of_follow_ups",
    "remove_scan",
    "report_month",
    "resume_paper",
    "start_delivering",
    "strike_out_of_agreements",
    "take_back_answer",
    "undo_move",
]
