"""Joins, hashes and compresses the style sheets, scripts and pictures at start, and serves them."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from wsgiref.headers import Headers

import brotli
from flask import Flask
from whitenoise import WhiteNoise

from marketplace.config import ROOT, Settings
from marketplace.web.components import COMPONENT_WORDS

STATIC = ROOT / "static"
URL = "/static/"
FIRST_SHEETS = ("tokens.css", "base.css", "layout.css")
COMPRESSED = {".css", ".js", ".svg", ".json", ".webmanifest", ".txt"}

# strings and addresses are kept as they are; only what lies between them is shortened
_KEPT = re.compile(r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|url\([^)"']*\))""")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_PICTURE = re.compile(r"""url\(["']?\.\./(img/[^"')]+)["']?\)""")


@dataclass(frozen=True, kw_only=True)
class Assets:
    """Names under ``/static/`` of everything that was built; ``files`` maps ``img/icons.svg`` to its hashed name."""

    css: str
    js: str
    files: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """Return every hashed name."""
        return (self.css, self.js, *self.files.values())


def minify_css(text: str) -> str:
    """Return a style sheet without comments and needless white space; strings and addresses stay untouched."""
    parts = _KEPT.split(_COMMENT.sub("", text))
    for index in range(0, len(parts), 2):
        part = re.sub(r"\s+", " ", parts[index])
        part = re.sub(r" ?([{};,]) ?", r"\1", part)
        parts[index] = re.sub(r":\s+", ":", part).replace(";}", "}")
    return "".join(parts).strip()


def sheets(folder: Path) -> list[Path]:
    """Return the style sheets in the order in which they are joined: tokens, base and layout first."""
    first = [folder / name for name in FIRST_SHEETS if (folder / name).exists()]
    return first + sorted(path for path in folder.glob("*.css") if path not in first)


def hashed_name(path: str, content: bytes) -> str:
    """Return a file's public name, which changes with its content."""
    name = Path(path)
    digest = hashlib.sha256(content).hexdigest()[:12]
    return f"{name.stem}.{digest}{name.suffix}"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it; one that is there already is left alone."""
    if path.exists() and path.stat().st_size == len(content):
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    draft.write_bytes(content)
    draft.replace(path)


def keep(target: Path, path: str, content: bytes) -> str:
    """Write content under its hashed name, text with its compressed forms beside it, and return the name."""
    name = hashed_name(path, content)
    if Path(name).suffix in COMPRESSED:
        write_whole(target / f"{name}.br", brotli.compress(content))
        write_whole(target / f"{name}.gz", gzip.compress(content, mtime=0))
    write_whole(target / name, content)
    return name


def join_scripts(paths: Iterable[Path]) -> bytes:
    """Return scripts one after another."""
    return "\n".join(path.read_text(encoding="utf-8").strip() for path in paths).encode()


def build_assets(static: Path, target: Path) -> Assets:
    """Build everything in ``static`` into ``target``; several processes may do so at the same time."""
    target.mkdir(parents=True, exist_ok=True)
    files = {
        path.relative_to(static).as_posix(): keep(target, path.name, path.read_bytes())
        for folder in ("img", "vendor")
        for path in sorted((static / folder).rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
    css = "\n".join(path.read_text(encoding="utf-8") for path in sheets(static / "css"))
    css = _PICTURE.sub(lambda found: f'url("{files[found[1]]}")', css)
    return Assets(
        css=keep(target, "site.css", minify_css(css).encode()),
        js=keep(target, "site.js", join_scripts(sorted((static / "js").glob("*.js")))),
        files=files,
    )


def _add_headers(headers: Headers, path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    if path.endswith(".svg"):
        headers["Content-Security-Policy"] = "default-src 'none'"


def install_assets(app: Flask, settings: Settings) -> None:
    """Build the assets, serve them under ``/static/`` for ever, and tell the templates their addresses."""
    assets = build_assets(STATIC, settings.assets_dir)
    server = WhiteNoise(
        app.wsgi_app,
        allow_all_origins=False,
        add_headers_function=_add_headers,
        immutable_file_test=lambda _path, _url: True,
    )
    for name in assets.names:
        server.add_file_to_dictionary(URL + name, str(settings.assets_dir / name))
    app.wsgi_app = server  # type: ignore[method-assign]

    def asset_url(path: str) -> str:
        """Return the address of a file of ``static``, such as ``vendor/htmx.js``."""
        return URL + assets.files[path]

    def image_url(name: str) -> str:
        """Return the address of a picture of ``static/img``."""
        return asset_url(f"img/{name}")

    app.jinja_env.globals.update(
        COMPONENT_WORDS, css_url=URL + assets.css, js_url=URL + assets.js, asset_url=asset_url, image_url=image_url
    )
