"""Reading matches, saved searches and alerts."""

from marketplace.matching.queries.alerts import AlertSetting, get_match_alerts
from marketplace.matching.queries.matches import (
    MatchView,
    Task,
    count_matches,
    count_matches_of,
    count_new_matches,
    find_match,
    find_own_match,
    get_match,
    get_matches,
    get_matches_of,
    get_tasks,
    is_refreshing,
    rank_matches_of,
    view_for,
)
from marketplace.matching.queries.searches import (
    count_news,
    find_saved,
    get_saved_search,
    get_saved_searches,
)
from marketplace.matching.queries.told import Told, find_common_pace, get_told

__all__ = [
    "AlertSetting",
    "MatchView",
    "Task",
    "Told",
    "count_matches",
    "count_matches_of",
    "count_new_matches",
    "count_news",
    "find_common_pace",
    "find_match",
    "find_own_match",
    "find_saved",
    "get_match",
    "get_match_alerts",
    "get_matches",
    "get_matches_of",
    "get_saved_search",
    "get_saved_searches",
    "get_tasks",
    "get_told",
    "is_refreshing",
    "rank_matches_of",
    "view_for",
]
