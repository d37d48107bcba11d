"""What can be done with matches, saved searches and alerts, one function per business verb."""

from marketplace.matching.actions.alerts import begin_match_alerts, pace_everything, set_match_pace
from marketplace.matching.actions.forgetting import forget_removed_searches, strike_out_of_matches
from marketplace.matching.actions.matches import (
    Computed,
    compute_matches,
    dismiss_match,
    restore_match,
    store_matches,
)
from marketplace.matching.actions.searches import (
    mark_looked_at,
    remove_search,
    rename_search,
    restore_search,
    save_search,
    set_search_pace,
)
from marketplace.matching.actions.telling import mark_told, tell_news

__all__ = [
    "Computed",
    "begin_match_alerts",
    "compute_matches",
    "dismiss_match",
    "forget_removed_searches",
    "mark_looked_at",
    "mark_told",
    "pace_everything",
    "remove_search",
    "rename_search",
    "restore_match",
    "restore_search",
    "save_search",
    "set_match_pace",
    "set_search_pace",
    "store_matches",
    "strike_out_of_matches",
    "tell_news",
]
