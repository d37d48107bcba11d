"""Which stage of a deal may follow which, and how: the whole table in one place."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from marketplace.agreements.models import PaperKind, Stage


class Way(enum.Enum):
    """What it takes to get from one stage to another."""

    SAID = "said"  # one party says so
    PAPER = "paper"  # both parties have confirmed a paper


# Alive in this order; the last two are over.
LIVE = (Stage.SAMPLE, Stage.NEGOTIATION, Stage.MEMORANDUM, Stage.CONTRACT, Stage.DELIVERING)
# Figures may be changed until a contract holds them.
OPEN = (Stage.SAMPLE, Stage.NEGOTIATION, Stage.MEMORANDUM)

TRANSITIONS: Mapping[tuple[Stage, Stage], Way] = {
    (Stage.SAMPLE, Stage.NEGOTIATION): Way.SAID,
    (Stage.SAMPLE, Stage.MEMORANDUM): Way.PAPER,
    (Stage.SAMPLE, Stage.CONTRACT): Way.PAPER,
    (Stage.SAMPLE, Stage.DELIVERING): Way.SAID,
    (Stage.SAMPLE, Stage.FAILED): Way.SAID,
    (Stage.NEGOTIATION, Stage.SAMPLE): Way.SAID,
    (Stage.NEGOTIATION, Stage.MEMORANDUM): Way.PAPER,
    (Stage.NEGOTIATION, Stage.CONTRACT): Way.PAPER,
    (Stage.NEGOTIATION, Stage.DELIVERING): Way.SAID,
    (Stage.NEGOTIATION, Stage.FAILED): Way.SAID,
    (Stage.MEMORANDUM, Stage.CONTRACT): Way.PAPER,
    (Stage.MEMORANDUM, Stage.DELIVERING): Way.SAID,
    (Stage.MEMORANDUM, Stage.ENDED): Way.SAID,
    (Stage.MEMORANDUM, Stage.FAILED): Way.SAID,
    (Stage.CONTRACT, Stage.DELIVERING): Way.SAID,
    (Stage.CONTRACT, Stage.ENDED): Way.SAID,
    (Stage.CONTRACT, Stage.FAILED): Way.SAID,
    (Stage.DELIVERING, Stage.ENDED): Way.SAID,
    (Stage.DELIVERING, Stage.FAILED): Way.SAID,
}

STAGE_OF_PAPER: Mapping[PaperKind, Stage] = {
    PaperKind.MEMORANDUM: Stage.MEMORANDUM,
    PaperKind.CONTRACT: Stage.CONTRACT,
}


def can_be_said(stage: Stage, to: Stage) -> bool:
    """Tell whether one party's word is enough to go from one stage to another."""
    return TRANSITIONS.get((stage, to)) is Way.SAID


def takes_paper(stage: Stage, kind: PaperKind) -> bool:
    """Tell whether a paper of this kind still makes sense: before its stage, and while goods are delivered already."""
    return stage is Stage.DELIVERING or TRANSITIONS.get((stage, STAGE_OF_PAPER[kind])) is Way.PAPER


def stage_after_paper(stage: Stage, kind: PaperKind) -> Stage:
    """Return the stage once both have confirmed a paper; goods that are delivered already stay delivered."""
    to = STAGE_OF_PAPER[kind]
    return to if TRANSITIONS.get((stage, to)) is Way.PAPER else stage
