"""The members of a zip archive that may be hostile."""

import errno
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

from apps.uploads.intake.limits import Budget
from apps.uploads.intake.members import Member, clean_path, is_day_file
from apps.uploads.intake.sources import Damaged, Source, truncated
from apps.uploads.parsing.zip_directory import directory_size

MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
ENCRYPTED_FLAG = 0x1
UTF8_FLAG = 0x800
READABLE_METHODS = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
"""bzip2 and LZMA members may demand gigabytes of working memory."""
BYTES_PER_ENTRY = 1024
"""A directory entry of a real archive, path and extras included, is shorter."""


def is_zip(path: Path) -> bool:
    """Return whether a file begins as zip archives do, whole or not."""
    with path.open("rb") as source:
        return source.read(4) in MAGIC


def zip_sources(path: Path, budget: Budget) -> Iterator[Source]:
    """Yield the archive's files in its order. Raises UnreadableExport: `truncated_archive`, `too_many_entries`."""
    _require_listable(path, budget)
    with _telling_damage(), zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        budget.require_few(len(names), sum(map(is_day_file, names)))
        for info in archive.infolist():
            if not info.is_dir():
                yield Source(_describe(info), partial(_open, archive, info))


def _require_listable(path: Path, budget: Budget) -> None:
    with path.open("rb") as archive:
        directory = directory_size(archive)
    if directory is None:
        raise truncated()
    budget.require_listable(max(directory.entries, directory.size_bytes // BYTES_PER_ENTRY))


@contextmanager
def _telling_damage() -> Iterator[None]:
    try:
        yield
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        OSError,
        ValueError,
        IndexError,  # a member without a name
        NotImplementedError,  # what zipfile raises for a version or flag that it does not know
    ) as problem:
        # A directory that points before the file's beginning makes zipfile seek there: EINVAL. Other errors of the
        # system, such as a full disk, say nothing about the archive.
        if isinstance(problem, OSError) and problem.errno not in (None, errno.EINVAL):
            raise
        raise truncated() from problem


@contextmanager
def _open(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[BinaryIO]:
    """Yield the member's bytes as a file. Raises Damaged, also while it is read."""
    with _telling_damage():
        try:
            with archive.open(info) as packed:
                yield packed
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as problem:
            raise Damaged from problem


def _describe(info: zipfile.ZipInfo) -> Member:
    return Member(
        display_path(info),
        info.file_size,
        is_plain_file=stat.S_IFMT(info.external_attr >> 16) in (0, stat.S_IFREG, stat.S_IFDIR),
        is_encrypted=bool(info.flag_bits & ENCRYPTED_FLAG),
        is_readable=info.compress_type in READABLE_METHODS,
    )


def display_path(info: zipfile.ZipInfo) -> str:
    """Return the member's path as text; names written as UTF-8 without saying so are repaired."""
    name = info.orig_filename
    if not info.flag_bits & UTF8_FLAG:
        with suppress(UnicodeEncodeError, UnicodeDecodeError):
            name = name.encode("cp437").decode("utf-8")
    return clean_path(name)
