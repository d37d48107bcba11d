"""The one place that touches Whoosh: writes and reads the files of one index directory."""

from __future__ import annotations

import os
import shutil
import threading
import warnings
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from marketplace.search import analysis, weighting
from marketplace.search.columns import Columns, Postings, Row, Vocabulary
from marketplace.search.documents import Document

with warnings.catch_warnings():
    # Whoosh is older than Python's complaints about its string escapes.
    warnings.simplefilter("ignore")
    from whoosh.codec.whoosh3 import W3Codec
    from whoosh.fields import STORED, FieldType, Schema
    from whoosh.filedb.filestore import FileStorage
    from whoosh.formats import Existence
    from whoosh.index import TOC, FileIndex
    from whoosh.reading import SegmentReader, TermNotFound
    from whoosh.util.filelock import FileLock, LockBase
    from whoosh.writing import LockError, SegmentWriter

__all__ = ["FORM", "BrokenIndex", "FileLock", "LockBase", "LockError", "StoredSegment"]

# Raise it when documents are cut into terms or stored in another way; older indexes are then built anew.
LAYOUT = 2
_WEIGHTS = repr((sorted(weighting.FIELDS.items()), weighting.B, analysis.MAX_TEXT)).encode()
# The form of an index: one of another form is not read.
FORM = f"{LAYOUT}x{zlib.crc32(_WEIGHTS):08x}"

SCRATCH = "scratch"
MAX_CACHED_TERMS = 50_000
MAX_CACHED_ROWS = 4_000_000

# Picks segments to merge, by position, from pairs of living and all rows.
MergeChoice = Callable[[Sequence[tuple[int, int]]], Sequence[int]]


class BrokenIndex(Exception):
    """A file of the index cannot be read; it is torn or was changed by something else."""


class WeightedTerms(FieldType):
    """A field whose value is a mapping of terms to weights, ready made."""

    def __init__(self) -> None:
        super().__init__(format=Existence(), analyzer=None)

    def index(self, value: dict[str, float], **kwargs: Any) -> Any:
        """Return what Whoosh writes for each term: text, count, weight and no payload."""
        return ((term.encode("utf-8", "replace"), 1, weight, b"") for term, weight in value.items())


def make_schema() -> Any:
    """Return the two fields of the index: the terms, and what is kept of the document."""
    return Schema(terms=WeightedTerms(), row=STORED())


class Storage(FileStorage):
    """Files in a directory, flushed to the disk before they count, with temporary files beside them."""

    def __init__(self, directory: Path) -> None:
        super().__init__(str(directory))
        self._opened: list[Any] = []

    def open_file(self, name: str, **kwargs: Any) -> Any:
        """Open a file for reading, and remember it."""
        stream = super().open_file(name, **kwargs)
        self._opened.append(stream)
        return stream

    @contextmanager
    def reading(self) -> Iterator[Storage]:
        """Close what was opened in the block if it fails: Whoosh leaves torn files open."""
        try:
            yield self
        except BaseException:
            for stream in self._opened:
                if not stream.is_closed:
                    stream.close()
            raise
        finally:
            self._opened.clear()

    def temp_storage(self, name: str | None = None) -> Any:
        """Return storage for temporary files; Whoosh's own is one directory for all indexes of the machine."""
        return FileStorage(os.path.join(self.folder, SCRATCH)).create()

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Rename a file once its content is on the disk."""
        flush_file(Path(self.folder, oldname))
        super().rename_file(oldname, newname, safe=safe)
        flush_file(Path(self.folder))


class Writer(SegmentWriter):
    """A writer whose new segment is on the disk before the table of contents names it."""

    def _assemble_segment(self) -> None:
        super()._assemble_segment()
        flush_file(Path(self.storage.folder, self.newsegment.make_filename(self.newsegment.COMPOUND_EXT)))


def flush_file(path: Path) -> None:
    """Have a file or directory written through to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def create_index(directory: Path) -> None:
    """Make an empty index in a directory."""
    directory.mkdir(parents=True, exist_ok=True)
    FileIndex.create(Storage(directory), make_schema())


def remove_strays(directory: Path) -> None:
    """Remove what a killed writer left behind; only under the writer's lock."""
    shutil.rmtree(directory / SCRATCH, ignore_errors=True)
    for name in os.listdir(directory):
        if ".toc." in name:
            (directory / name).unlink(missing_ok=True)


def latest_generation(directory: Path) -> int:
    """Return the number of the newest generation, or -1 where there is none."""
    newest = -1
    for name in os.listdir(directory):
        if name.startswith("_MAIN_") and name.endswith(".toc"):
            newest = max(newest, int(name[6:-4]))
    return newest


class StoredSegment:
    """One segment on disk: its rows in memory, its postings read when asked for and then kept."""

    def __init__(self, directory: Path, segment: Any, vocabulary: Vocabulary) -> None:
        with Storage(directory).reading() as storage:
            self._reader: Any = SegmentReader(storage, make_schema(), segment)
        self._lock = threading.Lock()
        self._cache: dict[str, Postings | None] = {}
        self._cached_rows = 0
        stored = self._reader._perdoc.stored_fields
        rows = [Row(*stored(at)["row"]) for at in range(segment.doc_count_all())]
        self.columns = Columns.of(rows, vocabulary)

    def postings(self, term: str) -> Postings | None:
        """Return the rows that have a term and its weight in each, or None where no row has it."""
        try:
            return self._cache[term]
        except KeyError:
            pass
        with self._lock:
            try:
                found = self._read(term)
            except Exception as error:
                raise BrokenIndex(term) from error
            size = len(found[0]) if found else 0
            if len(self._cache) >= MAX_CACHED_TERMS or self._cached_rows + size > MAX_CACHED_ROWS:
                self._cache.clear()
                self._cached_rows = 0
            self._cache[term] = found
            self._cached_rows += size
        return found

    def _read(self, term: str) -> Postings | None:
        try:
            matcher = self._reader._terms.matcher("terms", term.encode("utf-8", "replace"), Existence())
        except TermNotFound:
            return None
        rows: list[Any] = []
        weights: list[Any] = []
        while not matcher._atend:
            matcher._read_data()
            steps, weight, _ = matcher._data
            rows.append(np.cumsum(np.array(steps, np.int32), dtype=np.int32))
            # Whoosh writes one number where all weights are equal, and none where they are 1.
            weights.append(np.broadcast_to(np.array(1.0 if weight is None else weight, np.float32), (len(steps),)))
            matcher._next_block()
        return np.concatenate(rows), np.concatenate(weights)


def read_segments(directory: Path, generation: int) -> list[Any]:
    """Return the segments of a generation, as Whoosh describes them."""
    with Storage(directory).reading() as storage:
        return TOC.read(storage, "MAIN", gen=generation, schema=make_schema()).segments


def removed_rows(segment: Any) -> list[int]:
    """Return the rows of a segment that are marked as removed."""
    return list(segment.deleted_docs())


def packed(document: Document) -> tuple[int, int, str, dict[str, tuple[str, ...]], dict[str, float]]:
    """Return what the index keeps of a document, in the order of ``Row``."""
    terms = {name: tuple(dict.fromkeys(values)) for name, values in document.terms.items() if values}
    numbers = {name: float(number) for name, number in document.numbers.items()}
    return (int(document.key), int(document.version), document.collection, terms, numbers)


def _codec() -> Any:
    codec = W3Codec(blocklimit=4096, compression=0)
    # The weights already hold the lengths of the fields; Whoosh would look for a file of them at every posting.
    codec.length_stats = False
    return codec


def _merge(choose: MergeChoice) -> Callable[[Any, list[Any]], list[Any]]:
    def policy(writer: Any, segments: list[Any]) -> list[Any]:
        chosen = set(choose([(segment.doc_count(), segment.doc_count_all()) for segment in segments]))
        for at in sorted(chosen):
            if segments[at].doc_count():
                reader = SegmentReader(writer.storage, writer.schema, segments[at])
                writer.add_reader(reader)
                reader.close()
        return [segment for at, segment in enumerate(segments) if at not in chosen]

    return policy


def write(directory: Path, *, add: Iterable[Document], remove: Iterable[int], choose: MergeChoice) -> None:
    """Add documents and remove rows (counted over all segments) in one commit; raises Whoosh's ``LockError``."""
    index = FileIndex(Storage(directory), schema=make_schema())
    remove_strays(directory)
    writer: Any = Writer(index, codec=_codec())
    try:
        for row in remove:
            writer.delete_document(row)
        for document in add:
            writer.add_document(terms=weighting.document_terms(document.texts), row=packed(document))
        writer.commit(mergetype=_merge(choose))
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise
