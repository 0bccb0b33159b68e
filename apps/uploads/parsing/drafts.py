"""Messages of text exports whose further lines are still to come."""

from typing import Protocol

from apps.uploads.parsing.base import ParseReport

MAX_TEXT_CHARS = 256 * 1024
"""Of one message: four times what WhatsApp, the most generous of those programs, accepts."""


class Draft(Protocol):
    more: list[str]
    size: int
    """Characters of `more`."""


def add_line(draft: Draft, line: str, number: int, report: ParseReport) -> bool:
    """Add a further line to a message; False, with a skip, where the message is too long to be one."""
    draft.size += len(line) + 1
    if draft.size > MAX_TEXT_CHARS:
        report.skip(number, "The message is longer than 256 KB; this line of it was left out.", line)
        return False
    draft.more.append(line)
    return True
