"""Unpack a zip archive that may be hostile.

Bytes are counted as they come out, whatever the headers say. Files are stored under names of our own, so no member's
name can reach the file system. What is no chat is left out with its reason; the archive as a whole is refused when it
is cut off, encrypted, too large, or a bomb.
"""

import errno
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from apps.uploads.intake.limits import MEGABYTE, Limits
from apps.uploads.intake.members import display_path, reason_to_skip
from apps.uploads.parsing.base import UnreadableExport
from apps.uploads.parsing.zip_directory import directory_size

MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
COPY_BYTES = 256 * 1024
BYTES_PER_ENTRY = 1024
"""A directory entry of a real archive, path and extras included, is shorter."""
RATIO_GRACE_BYTES = MEGABYTE
"""A small file of few different words may well pack 200 to 1; that much harms nobody."""


@dataclass(frozen=True, slots=True)
class UnpackedMember:
    """`path` is the member's name for people, `file` where its bytes are now."""

    path: str
    file: Path
    size_bytes: int


@dataclass(frozen=True, slots=True)
class SkippedMember:
    """A member left out; `code` is stable, `reason` a sentence."""

    path: str
    code: str
    reason: str
    size_bytes: int = 0
    """As the archive's directory states it."""


@dataclass(slots=True)
class Unpacked:
    members: list[UnpackedMember] = field(default_factory=list)
    skipped: list[SkippedMember] = field(default_factory=list)


def is_zip(path: Path) -> bool:
    """Return whether a file begins as zip archives do, whole or not."""
    with path.open("rb") as source:
        return source.read(4) in MAGIC


def unpack(zip_path: Path, target_dir: Path, limits: Limits) -> Unpacked:
    """Unpack into an existing folder what may be chats, in the archive's order.

    Raises UnreadableExport with `truncated_archive`, `archive_too_large`, `archive_ratio`, `too_many_entries`,
    `encrypted_archive` or `nothing_to_read`; files already written then remain in the folder for the caller to drop.
    """
    _require_few_entries(zip_path, limits)
    try:
        with zipfile.ZipFile(zip_path) as archive:
            return _Unpacking(archive, zip_path.stat().st_size, target_dir, limits).run()
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        OSError,
        ValueError,
        IndexError,  # a member without a name
        NotImplementedError,
    ) as problem:
        # A directory that points before the file's beginning makes zipfile seek there: EINVAL. Other errors of the
        # system, such as a full disk, say nothing about the archive.
        if isinstance(problem, OSError) and problem.errno not in (None, errno.EINVAL):
            raise
        raise _truncated() from problem


def _require_few_entries(zip_path: Path, limits: Limits) -> None:
    with zip_path.open("rb") as archive:
        directory = directory_size(archive)
    if directory is None:
        raise _truncated()
    if directory.entries > limits.entries or directory.size_bytes > limits.entries * BYTES_PER_ENTRY:
        raise UnreadableExport(
            "too_many_entries",
            f"The archive holds more than {limits.entries:,} files. Split it, or leave media out.",
        )


def _truncated() -> UnreadableExport:
    return UnreadableExport(
        "truncated_archive", "The archive is damaged or was not sent whole. Upload it again."
    )


class _Unpacking:
    def __init__(self, archive: zipfile.ZipFile, packed_bytes: int, target_dir: Path, limits: Limits) -> None:
        self._archive, self._target_dir, self._limits = archive, target_dir, limits
        self._ratio_bytes = max(int(packed_bytes * limits.ratio), RATIO_GRACE_BYTES)
        self._unpacked_bytes = 0
        self._result = Unpacked()

    def run(self) -> Unpacked:
        infos = self._archive.infolist()
        for info in infos:
            if not info.is_dir():
                self._take(info)
        if not self._result.members:
            self._refuse_empty()
        return self._result

    def _take(self, info: zipfile.ZipInfo) -> None:
        path = display_path(info)
        if problem := reason_to_skip(info, path):
            self._result.skipped.append(SkippedMember(path, *problem, size_bytes=info.file_size))
            return
        file = self._target_dir / f"{len(self._result.members):05d}"
        try:
            size_bytes = self._copy(info, file)
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError):
            file.unlink(missing_ok=True)
            self._result.skipped.append(
                SkippedMember(path, "damaged", "The file is damaged inside the archive.")
            )
            return
        self._result.members.append(UnpackedMember(path, file, size_bytes))

    def _copy(self, info: zipfile.ZipInfo, file: Path) -> int:
        size_bytes = 0
        with self._archive.open(info) as packed, file.open("xb") as target:
            while chunk := packed.read(COPY_BYTES):
                size_bytes += len(chunk)
                self._count(len(chunk))
                target.write(chunk)
        return size_bytes

    def _count(self, size_bytes: int) -> None:
        self._unpacked_bytes += size_bytes
        if self._unpacked_bytes > self._limits.unpacked_bytes:
            limit_mb = self._limits.unpacked_bytes // MEGABYTE
            raise UnreadableExport(
                "archive_too_large",
                f"The archive unpacks to more than {limit_mb:,} MB. Split it, or leave media out.",
            )
        if self._unpacked_bytes > self._ratio_bytes:
            raise UnreadableExport(
                "archive_ratio",
                f"The archive unpacks to more than {self._limits.ratio:g} times its size, as no chat does.",
            )

    def _refuse_empty(self) -> None:
        codes = {member.code for member in self._result.skipped}
        if "encrypted" in codes:
            raise UnreadableExport(
                "encrypted_archive", "The archive is protected by a password. Pack it again without one."
            )
        if "damaged" in codes:
            raise _truncated()
        raise UnreadableExport(
            "nothing_to_read",
            "The archive holds no text, JSON or CSV file. Upload the chat program's own export.",
        )
