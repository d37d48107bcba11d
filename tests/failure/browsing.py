"""A browser without scripts for a living site: cookies, forms with their tokens, redirects."""

from __future__ import annotations

import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass

from tests.web.checking import Page


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back, after redirects."""

    status: int
    url: str
    html: str


class Browser:
    """One person's browser."""

    def __init__(self, site_url: str) -> None:
        self.site_url = site_url
        self.jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def _open(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request, timeout=60) as answer:
                return Answer(status=answer.status, url=answer.url, html=answer.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(status=error.code, url=error.url, html=error.read().decode())

    def get(self, path: str) -> Answer:
        """Fetch a page."""
        return self._open(urllib.request.Request(self.site_url + path))

    def submit(self, page: Answer, action: str, **values: str) -> Answer:
        """Fill in the form of a page whose address holds ``action`` and send it."""
        forms = [form for form in Page(page.html).forms if form["method"] == "post"]
        form = next(form for form in forms if action in (form["action"] or page.url))
        sent = {**dict(form["fields"]), **values}
        target = urllib.parse.urljoin(page.url, form["action"] or page.url)
        return self._open(urllib.request.Request(target, data=urllib.parse.urlencode(sent).encode()))
