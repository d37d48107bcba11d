"""Messages about complaints, written in the language that is being read (``i18n.reading``)."""

from __future__ import annotations

from marketplace.accounts.mail import Letter
from marketplace.i18n import gettext
from marketplace.notifications.sms import cut

# Of a note that stands alone in a message so much is kept.
MAX_NOTE = 60


def upheld(number: int, note: str) -> Letter:
    """Tell whoever complained that something was done."""
    return Letter(
        gettext("Phản ánh số %(number)s đã được xử lý", number=number),
        gettext("Phản ánh số %(number)s là đúng và đã được xử lý. Cán bộ ghi: %(note)s", number=number, note=note),
        gettext("Phản ánh số %(number)s đã được xử lý: %(note)s", number=number, note=cut(note, MAX_NOTE)),
    )


def rejected(number: int, note: str) -> Letter:
    """Tell whoever complained that nothing wrong was found."""
    return Letter(
        gettext("Phản ánh số %(number)s đã được xem", number=number),
        gettext("Cán bộ đã xem phản ánh số %(number)s và ghi: %(note)s", number=number, note=note),
        gettext("Cán bộ đã xem phản ánh số %(number)s: %(note)s", number=number, note=cut(note, MAX_NOTE)),
    )
