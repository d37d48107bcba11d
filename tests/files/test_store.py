"""The store on disk keeps whole files under safe names."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from marketplace.files.images import EXTENSIONS, WIDTHS, make_picture
from marketplace.files.pictures import delete_picture, file_name, is_stem, store_picture
from marketplace.files.store import DiskStore

NAMES = ["../secret.txt", "/etc/passwd.txt", "a/../../b.txt", "A.txt", ".hidden.txt", "a//b.txt", "a", "a\n.txt", ""]


def test_what_was_saved_is_read(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    store.save("photos/a1/640.webp", b"one")
    store.save("photos/a1/640.webp", b"two")
    with store.open("photos/a1/640.webp") as stream:
        assert stream.read() == b"two"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["640.webp"]


def test_deleting_twice(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    store.save("photos/a1/640.webp", b"one")
    store.delete("photos/a1/640.webp")
    store.delete("photos/a1/640.webp")
    assert not store.exists("photos/a1/640.webp")
    with pytest.raises(FileNotFoundError):
        store.open("photos/a1/640.webp")


@pytest.mark.parametrize("name", NAMES)
def test_no_way_out(tmp_path: Path, name: str) -> None:
    store = DiskStore(tmp_path)
    assert not store.exists(name)
    with pytest.raises(FileNotFoundError):
        store.open(name)
    with pytest.raises(ValueError, match="not a file name"):
        store.save(name, b"x")


def test_a_picture_is_kept_under_one_stem(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    buffer = io.BytesIO()
    Image.new("RGB", (800, 600), "red").save(buffer, "JPEG")
    kept = store_picture(store, make_picture(buffer.getvalue()))
    assert is_stem(kept.stem)
    assert (kept.width, kept.height) == (800, 600)
    assert all(store.exists(file_name(kept.stem, width, ext)) for width in WIDTHS for ext in EXTENSIONS)
    delete_picture(store, kept.stem)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
