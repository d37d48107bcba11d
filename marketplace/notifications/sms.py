"""How long a text message to a phone may be, cutting names so that it stays so, and the site's name before it."""

from __future__ import annotations

from collections.abc import Callable

# With Vietnamese letters a message of two parts holds 2 x 67 characters.
MAX_CHARACTERS = 134
# What is left when the site's name has been put before it.
ROOM = 120
# How much of a name or a title is kept, from much to little.
_KEPT = (40, 32, 26, 20, 16, 12, 8)


def length_of(text: str) -> int:
    """Return how many characters a text takes on the way to a phone; pictures take two."""
    return len(text.encode("utf-16-le")) // 2


def cut(words: str, most: int) -> str:
    """Return a name or a title, its end left out where it is longer."""
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def fitted(write: Callable[[int], str], room: int = ROOM) -> str:
    """Return a message in which names are as long as there is room for; ``write`` is given how long."""
    written = (write(most) for most in _KEPT)
    return next((text for text in written if length_of(text) <= room), write(_KEPT[-1]))


def signed(body: str, site: str) -> str:
    """Return a message that says from which site it comes."""
    return body if site in body else f"{site}: {body}"
