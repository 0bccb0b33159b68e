"""The lines below a message's sender: text, files, tapbacks, versions, and what Messages itself says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from apps.uploads.parsing.base import Attachment
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.imessage.times import read_time_line
from apps.uploads.parsing.names import clean_name

TAPBACKS = frozenset(("Tapbacks:", "Reactions:"))
EMOJI_OF_TAPBACKS = {
    "Loved": "❤️", "Heart": "❤️", "Liked": "👍", "Like": "👍", "Disliked": "👎", "Dislike": "👎", "Laughed": "😂",
    "Laugh": "😂", "Emphasized": "‼️", "Emphasize": "‼️", "Questioned": "❓", "Question": "❓",
}  # fmt: skip
STICKER = re.compile(
    r"(?:.{0,40} )?Sticker from (?P<who>.{1,200}?): (?P<path>.{1,500}?)"
    r"(?: \((?:App|Genmoji prompt): .*\))?(?: from .*)?$"
)
PATH = re.compile(
    r"(?:attachments/|~?/(?:[^/\n]{1,100}/){0,12}?(?:Library/)?(?:Messages/|SMS/)?Attachments/|~/Library/|\./attachments/)"
    r"[^\n]{1,400}",
    re.IGNORECASE,
)
MISSING = frozenset(("Attachment missing!", "Attachment missing name metadata!"))
EDITED = re.compile(r"Edited .{1,80} later: ?(?P<text>.*)")
UNSENT = re.compile(
    r"(?:\S.{0,100}) (?:deleted a message\.|unsent this message part(?: .{1,60} after sending)?!)"
)
DELETED_NOTE = "This message was deleted from the conversation!"
REPLY_NOTE = "This message responded to an earlier message."
EFFECT = re.compile(
    r"Sent with (?:Confetti|Echo|Fireworks|Balloons|Heart|Lasers|Shooting Start?|Sparkles|Spotlight|Slam|Loud|Gentle|"
    r"Invisible Ink)"
)
LOCATION = frozenset(("Started sharing location!", "Stopped sharing location!", "Shared location!"))
MAX_NOTE_CHARS = 1_000
"""Longer lines are people's own."""
SHAREPLAY = ["SharePlay Message", "Ended"]


@dataclass(slots=True)
class Body:
    text: str = ""
    is_edited: bool = False
    is_unsent: bool = False
    is_reply: bool = False
    is_notice: bool = False
    is_call: bool = False
    attachments: list[Attachment] = field(default_factory=list)
    tapbacks: list[tuple[str, str]] = field(default_factory=list)
    """Pairs of emoji and name."""


def read_body(lines: list[str]) -> Body:
    body = Body()
    rest = _strip(_take_tapbacks(lines, body))
    if rest and rest[-1] == REPLY_NOTE:
        body.is_reply = True
        rest = _strip(rest[:-1])
    if rest[:2] == SHAREPLAY:
        body.is_call = True
    if rest and rest[0] == DELETED_NOTE:
        body.is_unsent = len(rest) == 1
        rest = rest[1:]
    kept = [line for line in _take_versions(rest, body) if not _take_line(line, body)]
    body.is_notice = len(kept) == 1 and kept[0] in LOCATION
    body.text = "\n".join(kept).strip()
    body.is_unsent = body.is_unsent and not body.text and not body.attachments
    return body


def _strip(lines: list[str]) -> list[str]:
    """Return the lines without blank ones at the end."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end]


def _take_tapbacks(lines: list[str], body: Body) -> list[str]:
    """Read tapbacks, each part of a message may have its own; return the lines without them."""
    rest: list[str] = []
    are_tapbacks = False
    for place, line in enumerate(lines):
        if line in TAPBACKS and place + 1 < len(lines) and _read_tapback(lines[place + 1]):
            are_tapbacks = True
        elif are_tapbacks and (tapback := _read_tapback(line)):
            body.tapbacks.append(tapback)
        else:
            are_tapbacks = False
            rest.append(line)
    return rest


def _read_tapback(line: str) -> tuple[str, str] | None:
    if len(line) > MAX_NOTE_CHARS:
        return None
    if match := STICKER.match(line):
        return "sticker", clean_name(match["who"])
    what, by, who = line.partition(" by ")
    if not by or len(what) > 40 or not who.strip():
        return None
    return EMOJI_OF_TAPBACKS.get(what, what), clean_name(who)


def _take_versions(lines: list[str], body: Body) -> Iterator[str]:
    """Yield the lines without those of earlier versions: the first begins with a time, later ones with `Edited …
    later:`."""
    first = next((place for place, line in enumerate(lines) if _is_first_version(line)), None)
    edits = [place for place, line in enumerate(lines) if EDITED.match(line)]
    if first is None or not edits or edits[-1] < first:
        yield from lines
        return
    body.is_edited = True
    yield from lines[:first]
    yield EDITED.match(lines[edits[-1]])["text"]
    yield from lines[edits[-1] + 1 :]


def _is_first_version(line: str) -> bool:
    time = read_time_line(line)
    return time is not None and time.indent == 0


def _take_line(line: str, body: Body) -> bool:
    """Take in a line that is no text; return whether it was one."""
    if len(line) > MAX_NOTE_CHARS:
        return False
    if line in MISSING:
        body.attachments.append(Attachment("", "file"))
    elif match := STICKER.match(line):
        body.attachments.append(Attachment(_file_name(match["path"]), "sticker"))
    elif PATH.fullmatch(line):
        name = _file_name(line)
        body.attachments.append(Attachment(name, guess_type(name)))
    elif UNSENT.fullmatch(line):
        body.is_unsent = True
    elif not EFFECT.fullmatch(line):
        return False
    return True


def _file_name(path: str) -> str:
    return path.strip().replace("\\", "/").rpartition("/")[2][:255]
