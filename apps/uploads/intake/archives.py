"""Unpack an archive that may be hostile: zip, or tar packed with gzip or not.

Bytes are counted as they come out, whatever the headers say. Files are stored under names of our own, so no member's
name can reach the file system. What is no chat is left out with its reason; the archive as a whole is refused when it
is cut off, encrypted, too large, or a bomb.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from apps.uploads.intake.limits import Budget, Limits
from apps.uploads.intake.members import Member, reason_to_skip
from apps.uploads.intake.sources import Damaged, Source, truncated
from apps.uploads.intake.tars import is_tar, tar_sources
from apps.uploads.intake.zips import is_zip, zip_sources
from apps.uploads.parsing.base import UnreadableExport

COPY_BYTES = 256 * 1024
DOCUMENT = "document"
"""The code of members left out as documents; `unpack_documents` takes them."""
BESIDE_A_CHAT = "A document beside a chat, kept as an attachment. Upload it by itself to search it."


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


def is_archive(path: Path) -> bool:
    """Return whether a file is of a kind that `unpack` takes, whole or not."""
    return is_zip(path) or is_tar(path)


def unpack(archive: Path, target_dir: Path, limits: Limits) -> Unpacked:
    """Unpack into an existing folder what may be chats, in the archive's order; documents are left for later.

    Raises UnreadableExport with `truncated_archive`, `archive_too_large`, `archive_ratio`, `too_many_entries`,
    `encrypted_archive` or `nothing_to_read`; files already written then remain in the folder for the caller to drop.
    """
    unpacking = _Unpacking(archive, target_dir, limits, Unpacked())
    unpacking.run(lambda member: not member.is_document)
    if not unpacking.result.members and not _has_documents(unpacking.result):
        raise _describe_empty(unpacking.result)
    return unpacking.result


def unpack_documents(archive: Path, target_dir: Path, limits: Limits, so_far: Unpacked) -> Unpacked:
    """Unpack the documents that `unpack` left out, too. Raises UnreadableExport likewise."""
    others = [skipped for skipped in so_far.skipped if skipped.code != DOCUMENT]
    unpacking = _Unpacking(archive, target_dir, limits, Unpacked(list(so_far.members), others))
    unpacking.run(lambda member: member.is_document)
    if not unpacking.result.members:
        raise _describe_empty(unpacking.result)
    return unpacking.result


def _has_documents(unpacked: Unpacked) -> bool:
    return any(skipped.code == DOCUMENT for skipped in unpacked.skipped)


class _Unpacking:
    def __init__(self, archive: Path, target_dir: Path, limits: Limits, result: Unpacked) -> None:
        self._archive, self._target_dir, self._limits = archive, target_dir, limits
        self._budget = self._make_budget()
        self.result = result
        self._is_second = bool(result.members or result.skipped)
        self._budget.spend(sum(member.size_bytes for member in result.members))

    def run(self, wants: Callable[[Member], bool]) -> None:
        for source in self._sources():
            self._take(source, wants)

    def _sources(self) -> Iterator[Source]:
        if is_zip(self._archive):
            return zip_sources(self._archive, self._budget)
        return tar_sources(self._archive, self._make_budget())

    def _make_budget(self) -> Budget:
        return Budget(self._limits, self._archive.stat().st_size)

    def _take(self, source: Source, wants: Callable[[Member], bool]) -> None:
        member = source.member
        problem = reason_to_skip(member)
        if problem is None and wants(member):
            self._unpack(source)
        elif not self._is_second:
            self.result.skipped.append(
                SkippedMember(
                    member.path, *(problem or (DOCUMENT, BESIDE_A_CHAT)), size_bytes=member.size_bytes
                )
            )

    def _unpack(self, source: Source) -> None:
        path = source.member.path
        file = self._target_dir / f"{len(self.result.members):05d}"
        try:
            with source.open() as packed:
                size_bytes = self._copy(packed, file)
        except Damaged:
            file.unlink(missing_ok=True)
            self.result.skipped.append(
                SkippedMember(path, "damaged", "The file is damaged inside the archive.")
            )
            return
        self.result.members.append(UnpackedMember(path, file, size_bytes))

    def _copy(self, packed: BinaryIO, file: Path) -> int:
        size_bytes = 0
        with file.open("xb") as target:
            while chunk := packed.read(COPY_BYTES):
                size_bytes += len(chunk)
                self._budget.spend(len(chunk))
                target.write(chunk)
        return size_bytes


def _describe_empty(result: Unpacked) -> UnreadableExport:
    codes = {member.code for member in result.skipped}
    if "encrypted" in codes:
        return UnreadableExport(
            "encrypted_archive", "The archive is protected by a password. Pack it again without one."
        )
    if "damaged" in codes:
        return truncated()
    return UnreadableExport(
        "nothing_to_read",
        "The archive holds no chat and no document. Upload the chat program's own export.",
    )
