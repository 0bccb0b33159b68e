"""What archives of every kind are read as: their files in order, each opened while it is the current one."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO

from apps.uploads.intake.members import Member
from apps.uploads.parsing.base import UnreadableExport


class Damaged(Exception):
    """A member cannot be unpacked; the ones after it may well be."""


@dataclass(frozen=True, slots=True)
class Source:
    """`open` is to be called, if at all, before the next source is asked for."""

    member: Member
    open: Callable[[], AbstractContextManager[BinaryIO]]


def truncated() -> UnreadableExport:
    return UnreadableExport(
        "truncated_archive", "The archive is damaged or was not sent whole. Upload it again."
    )
