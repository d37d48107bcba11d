"""A test client that looks at every page it fetches, and submits forms the way a browser without scripts does."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Page(HTMLParser):
    """What a page says of itself: title, headings, forms with their fields, faults."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.title = ""
        self.forms: list[dict[str, Any]] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self._select: str | None = None
        self._textarea: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        attrs = dict(attributes)
        if tag not in VOID:
            self._open.append(tag)
        if "style" in attrs:
            self.faults.append(f"<{tag}> has an inline style")
        self.faults.extend(f"<{tag}> has an inline handler {name}" for name in attrs if name.startswith("on"))
        if tag == "script" and "src" not in attrs:
            self.faults.append("inline script")
        if tag == "img" and "alt" not in attrs:
            self.faults.append("<img> without alt")
        if tag == "form":
            self.forms.append(
                {
                    "action": attrs.get("action", ""),
                    "method": (attrs.get("method") or "get").lower(),
                    "fields": [],
                    "id": attrs.get("id", ""),
                }
            )
        self._field(tag, attrs)

    def _field(self, tag: str, attrs: dict[str, str | None]) -> None:
        name = attrs.get("name")
        if not self.forms or not name or "disabled" in attrs:
            if tag == "option" and self._select is not None and self.forms and "selected" in attrs:
                self.forms[-1]["fields"].append((self._select, attrs.get("value") or ""))
            return
        fields = self.forms[-1]["fields"]
        kind = (attrs.get("type") or "text").lower()
        if tag == "input" and kind in ("checkbox", "radio"):
            if "checked" in attrs:
                fields.append((name, attrs.get("value") or "on"))
        elif tag == "input" and kind not in ("file", "submit", "button"):
            fields.append((name, attrs.get("value") or ""))
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._textarea = name
            fields.append((name, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if tag == "select":
            self._select = None
        if tag == "textarea":
            self._textarea = None
        if not self._open or tag not in self._open:
            self.faults.append(f"</{tag}> closes nothing")
            return
        while self._open.pop() != tag:
            if tag in ("main", "form", "body", "div", "section", "ul", "table"):
                self.faults.append(f"</{tag}> leaves something open")

    def handle_data(self, text: str) -> None:
        if self._open and self._open[-1] == "title":
            self.title += text
        if self._textarea and self.forms:
            name, old = self.forms[-1]["fields"][-1]
            self.forms[-1]["fields"][-1] = (name, old + text)
        if "script" not in self._open and "style" not in self._open:
            self.text.append(text)


class CheckingClient(FlaskClient):
    """Fails on a page that breaks the house rules: title, one main, content policy, tokens in forms, no inline code."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:  # noqa: D102
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and not 300 <= response.status_code < 400:
            html = response.get_data(as_text=True)
            if "<html" in html:
                check_page(html, response)
        return response

    def submit(
        self, page: TestResponse, values: dict[str, Any], *, action: str | None = None, **kwargs: Any
    ) -> TestResponse:
        """Fill the form whose action contains ``action`` (the last one on the page by default) and send it."""
        forms = [f for f in Page(page.get_data(as_text=True)).forms if f["method"] == "post"]
        if action is None:  # the form for signing out stands at the end of every page
            forms = [f for f in forms if "/sessions/end" not in f["action"]]
        chosen = [f for f in forms if action is None or action in f["action"]]
        assert chosen, f"no form for {action!r} among {[f['action'] for f in forms]}"
        form = chosen[-1] if action is None else chosen[0]
        sent: dict[str, Any] = {}
        for name, value in form["fields"]:
            sent.setdefault(name, []).append(value)
        sent.update(values)
        sent = {name: value for name, value in sent.items() if value is not None}
        target = form["action"] or page.request.full_path.rstrip("?")
        kwargs.setdefault("follow_redirects", True)
        return self.post(target, data=sent, **kwargs)


def check_page(html: str, response: TestResponse) -> None:
    """Assert what holds on every page."""
    page = Page(html)
    where = response.request.path
    assert not page.faults, f"{where}: {page.faults[:5]}"
    assert page.title.strip(), f"{where}: no title"
    assert html.count("<main") == 1, f"{where}: one <main> expected"
    assert re.search(r'<html[^>]* lang="(vi|en)"', html), f"{where}: no language"
    policy = response.headers.get("Content-Security-Policy", "")
    assert "default-src 'none'" in policy, f"{where}: content policy is missing"
    assert "unsafe" not in policy, f"{where}: content policy is weak"
    for form in page.forms:
        if form["method"] == "post":
            assert any(name == "csrf_token" for name, _ in form["fields"]), f"{where}: form without token"
