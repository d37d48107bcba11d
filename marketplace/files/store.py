"""Where files are kept: one interface, and the store on disk behind it."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

_DRAFT = re.compile(r"\..+\.[0-9a-f]{12}")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*(?:/[a-z0-9][a-z0-9_-]*)*\.[a-z0-9]+")


class FileStore(Protocol):
    """Files by name, such as ``3f0c/640.webp``; a name is written once and never changed."""

    def save(self, name: str, content: bytes) -> None:
        """Keep a file; whoever reads it sees all of it or nothing."""
        ...

    def open(self, name: str) -> BinaryIO:
        """Return the file for reading; raises ``FileNotFoundError``."""
        ...

    def exists(self, name: str) -> bool:
        """Tell whether there is such a file."""
        ...

    def delete(self, name: str) -> None:
        """Remove a file; one that is not there is ignored."""
        ...

    def names_before(self, moment: datetime) -> Iterator[str]:
        """Yield the names of files that were written before a moment, those of one directory together."""
        ...


def is_file_name(name: str) -> bool:
    """Tell whether a name may be used: lower-case parts, one extension, no way out of the store."""
    return len(name) <= 200 and _NAME.fullmatch(name) is not None


class DiskStore:
    """Files in a directory of this machine."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def _path(self, name: str) -> Path:
        if not is_file_name(name):
            raise ValueError(f"not a file name: {name!r}")
        return self.root / name

    def save(self, name: str, content: bytes) -> None:
        """Write beside, bring to the disk, then move into place."""
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.parent / f".{path.name}.{secrets.token_hex(6)}"
        try:
            with draft.open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise

    def open(self, name: str) -> BinaryIO:
        """Return the file for reading; a name that cannot be one is as good as missing."""
        if not is_file_name(name):
            raise FileNotFoundError(name)
        return self._path(name).open("rb")

    def exists(self, name: str) -> bool:
        """Tell whether there is such a file."""
        return is_file_name(name) and self._path(name).is_file()

    def names_before(self, moment: datetime) -> Iterator[str]:
        """Yield the names of files that were written before a moment; drafts that a kill left behind are removed."""
        for folder, _folders, files in os.walk(self.root):
            for file in sorted(files):
                path = Path(folder) / file
                try:
                    if path.stat().st_mtime >= moment.timestamp():
                        continue
                except FileNotFoundError:
                    continue
                name = path.relative_to(self.root).as_posix()
                if is_file_name(name):
                    yield name
                elif _DRAFT.fullmatch(file):
                    path.unlink(missing_ok=True)

    def delete(self, name: str) -> None:
        """Remove a file, and its directory when that was the last one."""
        path = self._path(name)
        path.unlink(missing_ok=True)
        if path.parent != self.root:
            try:
                path.parent.rmdir()
            except OSError:
                return
