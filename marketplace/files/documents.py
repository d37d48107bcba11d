"""Files that people attach: known by their content, pictures re-encoded, Office files without macros."""

from __future__ import annotations

import io
import re
import secrets
import zipfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import BinaryIO

from sqlalchemy import or_, select

from marketplace.clock import now
from marketplace.db import session
from marketplace.errors import Invalid
from marketplace.files.images import make_picture
from marketplace.files.models import Document
from marketplace.files.store import FileStore
from marketplace.text import tidy

MAX_DOCUMENT_BYTES = 10 * 1024 * 1024
MAX_NAME = 100
# An Office file that grows beyond this when unpacked is a bomb.
MAX_UNPACKED = 200 * 1024 * 1024
TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_PICTURE = re.compile(rb"\xff\xd8\xff|\x89PNG|RIFF....WEBP|....ftyp(?:hei|hev|mif1|msf1)", re.DOTALL)
_ACTIVE = (b"/JavaScript", b"/Launch", b"/RichMedia")
# In the names of a PDF file any letter may be spelt by its number.
_SPELT = re.compile(rb"#([0-9a-fA-F]{2})")
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


@dataclass(frozen=True, kw_only=True)
class ReadDocument:
    """A file that was looked at and may be kept."""

    name: str
    extension: str
    content: bytes


def read_document(raw: bytes, name: str, *, field: str = "files") -> ReadDocument:
    """Return a file as it will be kept; pictures become JPEG.

    Raises ``Invalid`` for the field with ``files.document_large`` (10 MB), ``files.document_kind`` (neither PDF,
    picture, Word nor Excel by its content), ``files.document_active`` (macros or scripts inside), or what
    ``make_picture`` says.
    """
    if len(raw) > MAX_DOCUMENT_BYTES:
        raise Invalid.of(field, "files.document_large", max=MAX_DOCUMENT_BYTES // 1024 // 1024)
    if _PICTURE.match(raw):
        picture = make_picture(raw, field=field)
        widest = max(width for width, extension in picture.files if extension == "jpg")
        return ReadDocument(name=_safe(name, "jpg"), extension="jpg", content=picture.files[widest, "jpg"])
    if raw.startswith(b"%PDF-"):
        plain = _SPELT.sub(lambda found: bytes.fromhex(found[1].decode()), raw)
        if any(word in plain for word in _ACTIVE):
            raise Invalid.of(field, "files.document_active")
        return ReadDocument(name=_safe(name, "pdf"), extension="pdf", content=raw)
    extension = _office_kind(raw, field)
    return ReadDocument(name=_safe(name, extension), extension=extension, content=raw)


def _office_kind(raw: bytes, field: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = set(archive.namelist())
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise Invalid.of(field, "files.document_kind") from None
    if unpacked > MAX_UNPACKED:
        raise Invalid.of(field, "files.document_large", max=MAX_DOCUMENT_BYTES // 1024 // 1024)
    if any("vbaproject" in name.lower() or "activex" in name.lower() for name in names):
        raise Invalid.of(field, "files.document_active")
    for extension, part in (("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml")):
        if part in names:
            return extension
    raise Invalid.of(field, "files.document_kind")


def _safe(name: str, extension: str) -> str:
    """Return a file name that can be offered for saving: no path, no sign that a system refuses, our extension."""
    stem = _UNSAFE.sub(" ", PurePath(name.replace("\\", "/")).stem)
    return f"{tidy(stem)[:MAX_NAME].strip(' .') or 'tep'}.{extension}"


def file_name(document: Document) -> str:
    """Return where a document is in the store."""
    return f"documents/{document.stem[:2]}/{document.stem}.{document.extension}"


def keep_document(read: ReadDocument, *, store: FileStore, organisation_id: int, user_id: int | None) -> Document:
    """Write a file to the store and return its row, which the caller's transaction keeps.

    A file whose transaction fails is left without a row; the daily sweep deletes it.
    """
    document = Document(
        stem=secrets.token_hex(16),
        extension=read.extension,
        name=read.name,
        size=len(read.content),
        organisation_id=organisation_id,
        user_id=user_id,
        created_at=now(),
    )
    store.save(file_name(document), read.content)
    session.add(document)
    session.flush()
    return document


def open_document(document: Document, store: FileStore) -> BinaryIO:
    """Return the file for reading; raises ``FileNotFoundError`` when the store has lost it."""
    return store.open(file_name(document))


def media_type(document: Document) -> str:
    """Return the content type with which a document is sent."""
    return TYPES[document.extension]


def strike_out_of_documents(user_id: int, organisation_ids: Collection[int], strike: Callable[[str], str]) -> None:
    """Strike what gives an erased person away out of the names of files that the person or a gone organisation sent."""
    sent = or_(Document.user_id == user_id, Document.organisation_id.in_(organisation_ids))
    for document in session.scalars(select(Document).where(sent)):
        document.name = strike(document.name)


def documents_before(moment: datetime, after_id: int, limit: int) -> Sequence[Document]:
    """Return files kept before a moment in the order of their ids, beginning after one."""
    statement = select(Document).where(Document.created_at < moment, Document.id > after_id)
    return session.scalars(statement.order_by(Document.id).limit(limit)).all()


def unknown_names(names: Sequence[str]) -> Sequence[str]:
    """Return those names of files in the store that no row stands for."""
    stems = {PurePath(name).stem: name for name in names}
    known = set(session.scalars(select(Document.stem).where(Document.stem.in_(stems))))
    return [name for stem, name in stems.items() if stem not in known]
