"""Attached files: known by their content, never by their names; what could do something by itself is refused."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from marketplace.errors import Invalid
from marketplace.files.documents import MAX_DOCUMENT_BYTES, MAX_NAME, MAX_UNPACKED, read_document

PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n%%EOF"


def picture(kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 60)).save(buffer, kind)
    return buffer.getvalue()


def office(*names: str, size: int = 1) -> bytes:
    """Return an archive with these parts, each so long once it is unpacked."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            with archive.open(name, "w", force_zip64=True) as part:
                for start in range(0, size, 2**20):
                    part.write(b"x" * min(2**20, size - start))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("raw", "name", "kept"),
    [
        (PDF, "Bảng giá.exe", "Bảng giá.pdf"),
        (picture(), "hợp đồng.pdf", "hợp đồng.jpg"),
        (office("word/document.xml"), "a.zip", "a.docx"),
        (office("xl/workbook.xml"), "a", "a.xlsx"),
    ],
)
def test_the_content_says_what_it_is(raw: bytes, name: str, kept: str) -> None:
    read = read_document(raw, name)
    assert read.name == kept
    assert kept.endswith(f".{read.extension}")
    if read.extension == "jpg":
        assert read.content.startswith(b"\xff\xd8\xff")
    else:
        assert read.content == raw


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        (b"", "files.document_kind"),
        (b"MZ\x90\x00", "files.document_kind"),
        (b"<html><script>alert(1)</script>", "files.document_kind"),
        (b"GIF89a" + PDF, "files.document_kind"),
        (office("a.txt"), "files.document_kind"),
        (b"\xff\xd8\xff<html>", "files.damaged"),
        (office("word/document.xml", size=MAX_UNPACKED + 1), "files.document_large"),
        (PDF.replace(b"/Type", b"/JavaScript (x) /Type"), "files.document_active"),
        (PDF.replace(b"/Type", b"/J#61vaScr#69pt (x) /Type"), "files.document_active"),
        (PDF.replace(b"/Type", b"/#4Caunch /Type"), "files.document_active"),
        (office("word/document.xml", "word/vbaProject.bin"), "files.document_active"),
        (PDF + b" " * MAX_DOCUMENT_BYTES, "files.document_large"),
    ],
)
def test_what_is_not_kept(raw: bytes, key: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_document(raw, "a.pdf", field="scans")
    assert [(one.field, one.key) for one in caught.value.problems] == [("scans", key)]


@given(st.text(max_size=300))
def test_a_name_is_one_that_every_system_takes(name: str) -> None:
    kept = read_document(PDF, name).name
    stem = kept.removesuffix(".pdf")
    assert kept.endswith(".pdf")
    assert 1 <= len(stem) <= MAX_NAME
    assert not set(stem) & set('\\/:*?"<>|')
    assert stem == stem.strip(" .")
    assert all(c >= " " for c in stem)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        (r"C:\giấy\..\..\a?b*.pdf", "a b.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("\x00\n\u202e", "tep.pdf"),
        ("", "tep.pdf"),
    ],
)
def test_a_name_leads_nowhere(name: str, kept: str) -> None:
    assert read_document(PDF, name).name == kept


@settings(deadline=None)
@given(st.integers(0, 400), st.binary(min_size=1, max_size=20))
def test_a_damaged_archive_is_refused_or_kept_but_never_crashes(at: int, noise: bytes) -> None:
    whole = office("word/document.xml", "[Content_Types].xml")
    at = min(at, len(whole))
    try:
        read = read_document(whole[:at] + noise + whole[at + len(noise) :], "a.docx")
    except Invalid:
        return
    assert read.extension in ("docx", "xlsx")
