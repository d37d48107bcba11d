"""Lets the sample's stories happen one day after the other, each through the product's own actions."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, time, timedelta
from itertools import count

from marketplace.clock import VIETNAM, at_earlier, now, today

# A story says when it goes on, and goes on at that moment.
Story = Iterator[datetime]
# How many days ago, at which hour, and what happens.
Plan = tuple[float, int, Callable[[], object]]


class Past:
    """The time before today; stories that were begun are lived through in the order of their moments."""

    def __init__(self) -> None:
        self.today = today()
        self.end = now()
        self._number = count()
        self._waiting: list[tuple[datetime, int, Story]] = []

    def ago(self, days: float, hour: int = 9) -> datetime:
        """Return an hour of a day so many days before today, never one that is still to come."""
        day = self.today - timedelta(days=int(days))
        return min(datetime.combine(day, time(hour), VIETNAM), self.end)

    def begin(self, story: Story) -> None:
        """Let a story wait for its first moment."""
        self._wait(story, next(story, None))

    def _wait(self, story: Story, moment: datetime | None) -> None:
        if moment is not None:
            heapq.heappush(self._waiting, (moment, next(self._number), story))

    def live(self) -> None:
        """Let everything happen that was begun."""
        while self._waiting:
            moment, _, story = heapq.heappop(self._waiting)
            with at_earlier(moment):
                following = next(story, None)
            self._wait(story, following)

    def follow(self, plan: Iterable[Plan]) -> None:
        """Let what a plan says happen, each thing on its day."""
        self.begin(self._story(sorted(plan, key=lambda step: (-step[0], step[1]))))

    def _story(self, steps: Iterable[Plan]) -> Story:
        for days, hour, act in steps:
            yield self.ago(days, hour)
            act()
