"""Which channel a person means by the words of a form, a sheet or a message; no database."""

from __future__ import annotations

from functools import lru_cache

from marketplace.taxonomy.phrases import PhraseBook, syllables
from marketplace.taxonomy.tables import read_table, split_cell


@lru_cache
def _book() -> PhraseBook[str]:
    book: PhraseBook[str] = PhraseBook()
    for row in read_table("channels"):
        for name in (row["name_vi"], *split_cell(row["aliases"]), row["name_en"], row["code"]):
            book.add(name, row["code"])
    return book


@lru_cache(maxsize=1024)
def recognise_channel(text: str) -> str | None:
    """Return the code of the channel that a text names ("xuất khẩu", "TMĐT", "supermarket"), or None."""
    if whole := _book().whole(text):
        return whole[0].value
    found = [matches[0] for matches in _book().scan(syllables(text))]
    return max(found, key=lambda one: one.last - one.first).value if found else None
