"""What stands behind the date in a line of Element's plain text.

`Name: text`; what has no name before a colon is an event, but for `* Name does`, `Name sent an image.` and files,
behind which `(File Attached)` or a note like it stands. An answer begins with the other's id and the beginning of what
they said, `<@ann:example.org "Shall we?"> Yes`. The notes are known in English only.
"""

import re
from typing import NamedTuple

from apps.uploads.parsing.base import DELETED, MESSAGE, SYSTEM, Attachment
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.names import clean_name
from apps.uploads.parsing.recent import Recent

FILE_NOTE = re.compile(
    r" \((?:File Attached|Media omitted(?: - file size limit exceeded)?|Error fetching file)\)$"
)
SENT = re.compile(r"(?P<name>.{1,100}) sent (?P<what>an image|a sticker)\.")
TYPES = {"an image": "image", "a sticker": "sticker"}
TAKEN_BACK = re.compile(r"Message deleted(?: by .{1,100})?")
ANSWER = re.compile(r'<@[^<>"\s]{1,255}(?: "(?P<quote>[^\n]{0,40})")?> ')
MAX_NAME_CHARS = 100
MAX_NAMES = 5_000
QUOTED_CHARS = 32
"""So much of what is answered is quoted."""


class Said(NamedTuple):
    """`sender` is empty for an event; `answered` is the ref of what is answered."""

    sender: str
    text: str
    kind: str = MESSAGE
    attachments: tuple[Attachment, ...] = ()
    answered: str = ""


class Lines:
    """Reads the lines of one file in their order: later ones tell of people and words of earlier ones."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._words = Recent()

    def read(self, line: str, ref: str) -> Said:
        """Return what the first line of a message says; `ref` is its `source_ref`."""
        said = self._read(line)
        if said.sender and len(self._names) < MAX_NAMES:
            self._names.add(said.sender)
        if said.text and said.kind == MESSAGE:
            self._words.put(said.text[:QUOTED_CHARS], ref)
        return said

    def _read(self, line: str) -> Said:
        words, note = line, FILE_NOTE.search(line)
        if note:
            words = line[: note.start()]
            if match := SENT.fullmatch(words):
                return Said(clean_name(match["name"]), "", MESSAGE, (Attachment("", TYPES[match["what"]]),))
        sender, colon, said = words.partition(": ")
        name = clean_name(sender) if colon and len(sender) <= MAX_NAME_CHARS else ""
        if name and note:
            return Said(name, "", MESSAGE, (Attachment(said[:255], guess_type(said)),))
        if name:
            return Said(name, "", DELETED) if TAKEN_BACK.fullmatch(said) else self._read_answer(name, said)
        if name := self._actor(line):
            return Said(name, line[len(f"* {name} ") :])
        return Said("", line, SYSTEM)

    def _read_answer(self, name: str, said: str) -> Said:
        match = ANSWER.match(said)
        if match is None:
            return Said(name, said)
        quote = (match["quote"] or "").removesuffix("...")
        return Said(name, said[match.end() :], answered=self._words.get(quote[:QUOTED_CHARS]) or "")

    def _actor(self, line: str) -> str:
        """Return the longest known name after an asterisk, empty without one."""
        if not line.startswith("* "):
            return ""
        rest = line[2 : MAX_NAME_CHARS + 2]
        ends = (place for place in range(len(rest) - 1, 0, -1) if rest[place] == " ")
        return next((rest[:end] for end in ends if rest[:end] in self._names), "")
