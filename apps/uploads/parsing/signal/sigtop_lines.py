"""What each line of one of sigtop's messages is: a field, part of a quotation or version, or text."""

import re
from dataclasses import dataclass, field

FIELD = re.compile(r"(From|Type|Sent|Received|Attachment|Reaction|Edited): (.*)")


@dataclass(slots=True)
class Draft:
    line: int
    sender: str = ""
    kind: str = ""
    sent: str = ""
    is_edited: bool = False
    files: list[str] = field(default_factory=list)
    reactions: list[str] = field(default_factory=list)
    quoted_at: str = ""
    body: list[str] = field(default_factory=list)
    has_fields_only: bool = True
    is_quoting: bool = False
    versions: int = 0


def take(draft: Draft, line: str) -> None:
    """Add a line to a message: one of its fields, of its quotation, of one of its versions, or of its text."""
    if line.startswith("|") and draft.is_edited:
        draft.versions += line.startswith("| Version: ")
        if draft.versions == 1:
            _take_version(draft, line[2:])
    elif _is_quoted(draft, line):
        _take_quoted(draft, line[2:])
    elif draft.has_fields_only and (match := FIELD.match(line)):
        _take_field(draft, match[1], match[2])
    else:
        draft.has_fields_only = False
        draft.body.append(line)


def _take_version(draft: Draft, line: str) -> None:
    if _is_quoted(draft, line):
        _take_quoted(draft, line[2:])
    elif not any(draft.body) and (match := FIELD.match(line)):
        _take_field(draft, match[1], match[2])
    elif not line.startswith("Version: "):
        draft.body.append(line)


def _is_quoted(draft: Draft, line: str) -> bool:
    """A quotation begins with whom it quotes; other lines with `>` are a person's own."""
    draft.is_quoting = line.startswith(">") and (
        draft.is_quoting or (line.startswith("> From: ") and not any(draft.body))
    )
    return draft.is_quoting


def _take_quoted(draft: Draft, line: str) -> None:
    if line.startswith("Sent: ") and not draft.quoted_at:
        draft.quoted_at = line.removeprefix("Sent: ")


def _take_field(draft: Draft, name: str, value: str) -> None:
    if name == "From":
        draft.sender = value
    elif name == "Type":
        draft.kind = value.strip().lower()
    elif name == "Sent":
        draft.sent = draft.sent or value
    elif name == "Attachment":
        draft.files.append(value)
    elif name == "Reaction":
        draft.reactions.append(value)
    elif name == "Edited":
        draft.is_edited = True
