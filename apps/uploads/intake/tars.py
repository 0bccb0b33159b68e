"""The members of a tar archive that may be hostile, packed with gzip (`.tgz`, as Google Takeout offers) or not at all.

Read from front to back: everything that comes out of the gzip stream is counted, members that are passed over too.
"""

import gzip
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from apps.uploads.intake.limits import Budget
from apps.uploads.intake.members import Member, clean_path, is_day_file
from apps.uploads.intake.sources import Source, truncated

GZIP_MAGIC = b"\x1f\x8b"
TAR_MAGIC, TAR_MAGIC_AT = b"ustar", 257
BLOCK_BYTES = 512
STEP_BYTES = 256 * 1024
MAX_HEADER_BYTES = 1024 * 1024
"""Of one member: its long name and further attributes, which are read into memory."""
BROKEN = (tarfile.TarError, zlib.error, gzip.BadGzipFile, EOFError, ValueError, UnicodeError, OverflowError)


def is_tar(path: Path) -> bool:
    """Return whether a file is a tar archive, packed with gzip or not."""
    try:
        with _open_plain(path) as source:
            head = source.read(BLOCK_BYTES)
    except (*BROKEN, OSError):
        return False
    return head[TAR_MAGIC_AT : TAR_MAGIC_AT + len(TAR_MAGIC)] == TAR_MAGIC


def tar_sources(path: Path, budget: Budget) -> Iterator[Source]:
    """Yield the archive's files in its order. Raises UnreadableExport: `truncated_archive`, `too_many_entries`,
    `archive_too_large`, `archive_ratio`.
    """
    with _telling_damage(), _open_plain(path) as plain:
        stream = _CountedStream(plain, budget)
        archive = tarfile.TarFile(fileobj=stream, encoding="utf-8", errors="surrogateescape")
        day_files = 0
        for entries, info in enumerate(archive, start=1):
            day_files += is_day_file(info.name)
            budget.require_few(entries, day_files)
            if not info.isdir():
                yield Source(_describe(info), partial(_open, archive, info))
            stream.begin_header()


@contextmanager
def _telling_damage() -> Iterator[None]:
    try:
        yield
    except BROKEN as problem:
        raise truncated() from problem


def _open_plain(path: Path) -> BinaryIO:
    with path.open("rb") as source:
        is_packed = source.read(len(GZIP_MAGIC)) == GZIP_MAGIC
    return gzip.open(path) if is_packed else path.open("rb")


@contextmanager
def _open(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Iterator[BinaryIO]:
    with _telling_damage(), archive.extractfile(info) as member:
        yield member


def _describe(info: tarfile.TarInfo) -> Member:
    name = info.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return Member(clean_path(name), max(0, info.size), is_plain_file=info.isreg() and not info.issparse())


class _CountedStream:
    """A file that tarfile reads forward only; every byte is counted, and what it reads as headers is bounded."""

    def __init__(self, source: BinaryIO, budget: Budget) -> None:
        self._source, self._budget = source, budget
        self._place = self._header_bytes = 0

    def begin_header(self) -> None:
        """Called after a member was read or passed over."""
        self._header_bytes = 0

    def read(self, size: int) -> bytes:
        if size <= BLOCK_BYTES or size > STEP_BYTES:
            self._header_bytes += max(size, BLOCK_BYTES)
        if size < 0 or self._header_bytes > MAX_HEADER_BYTES:
            raise tarfile.ReadError("a header without end")
        data = self._source.read(size)
        self._place += len(data)
        self._budget.spend(len(data))
        return data

    def seek(self, place: int) -> None:
        if place < self._place:
            raise tarfile.ReadError("a member that lies before its header")
        while self._place < place and (data := self._source.read(min(STEP_BYTES, place - self._place))):
            self._place += len(data)
            self._budget.spend(len(data))

    def tell(self) -> int:
        return self._place
