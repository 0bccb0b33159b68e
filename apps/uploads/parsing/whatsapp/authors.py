"""Who speaks in a file: a name may hold a colon, and a notice may look as if it had an author."""

from collections import Counter

from apps.uploads.parsing.names import clean_name
from apps.uploads.parsing.text import strip_marks
from apps.uploads.parsing.whatsapp.markers import LEFT_TO_RIGHT_MARK, is_encryption_notice, is_notice
from apps.uploads.parsing.whatsapp.mentions import phone_ref
from apps.uploads.parsing.whatsapp.wordings.notices import NOTICE_TEXT

MAX_AUTHOR_CHARS = 100
MIN_REPEATS_OF_COLON_NAME = 3
MAX_COUNTED_HEADS = 50_000
MIN_BLANKS_OF_NOTICE = 3
"""Of a sentence before a colon that stands in the file but once."""
QUOTATION_MARKS = (("„", "“”"), ("“", "”"), ("«", "»"), ("「", "」"))
"""Opening and closing ones; Finnish and Swedish open with the closing one."""


class Authors:
    """Counts what stands before the colon over the whole file (`see`), then tells author and body apart (`split`)."""

    def __init__(self, conversation: str) -> None:
        self._heads: Counter[str] = Counter()
        self._tight: Counter[str] = Counter()
        self._second: dict[str, str] = {}
        self._plain: set[str] = set()
        self._announcers = {conversation}
        self._unmarked_announcers: set[str] = set()
        self._names: dict[str, tuple[str, str] | None] = {}

    def see(self, rest: str, marked: bool) -> None:
        """Note the part of a line after its header. `marked` tells that iOS marks the body as its own words."""
        head, colon, body = rest.partition(": ")
        if not colon:
            head, colon, body = rest.partition(":")
            if colon and not body[:1].isdigit() and not body.startswith("//"):
                self._count(self._tight, head)
            return
        if not self._count(self._heads, head):
            return
        if is_encryption_notice(body):
            self._announcers.add(clean_name(head))
            if not marked:
                self._unmarked_announcers.add(head)
        elif not marked and head not in self._plain and not self._may_announce(head, body):
            self._plain.add(head)
        if self._second.get(head) != "":
            self._see_second(head, body)

    @property
    def has_lost_marks(self) -> bool:
        """Whether somebody took the invisible marks out of what an iPhone wrote, as some editors do."""
        return bool(self._unmarked_announcers)

    def _may_announce(self, head: str, body: str) -> bool:
        return head in self._unmarked_announcers and is_notice(body)

    @staticmethod
    def _count(heads: Counter[str], head: str) -> bool:
        """Count a head if it may be a name; return False beyond the bounds of memory."""
        if len(head) > MAX_AUTHOR_CHARS or (len(heads) >= MAX_COUNTED_HEADS and head not in heads):
            return False
        heads[head] += 1
        return True

    def _see_second(self, head: str, body: str) -> None:
        second, colon, _ = body[:MAX_AUTHOR_CHARS].partition(": ")
        if not colon or self._second.get(head, second) != second:
            second = ""
        self._second[head] = second

    def split(self, rest: str) -> tuple[str | None, str, str]:
        """Return the author's name (None for a notice), the same as it stands in the file, and the body."""
        head, colon, body = rest.partition(": ")
        if not colon:
            head, colon, body = rest.partition(":")
            if not colon or not self._is_tight_author(head, body):
                return None, "", rest
        try:
            named = self._names[head]
        except KeyError:
            named = self._name(head)
            if head in self._heads or head in self._tight:
                self._names[head] = named
        if named is None:
            return None, "", rest
        name, dropped = named
        return name, head, body.removeprefix(dropped)

    def is_group(self, head: str, name: str) -> bool:
        """Return whether a name is the group's or contact's: it announces, and never says anything itself."""
        return name in self._announcers and head not in self._plain

    def names_by_number(self) -> dict[str, str]:
        """Return the names of those who are shown by their phone number, by the number alone."""
        names = map(clean_name, self._heads)
        return {ref: name for name in names if (ref := phone_ref(name))}

    def _is_tight_author(self, head: str, body: str) -> bool:
        if body.startswith("//"):
            return False
        return head in self._heads or (self._tight[head] > 1 and _may_be_author(head))

    def _name(self, head: str) -> tuple[str, str] | None:
        """Return the author's name and the part of it that stands before each of the bodies."""
        if not _may_be_author(head) or self._is_notice(head):
            return None
        second = self._second.get(head)
        if second and self._heads[head] >= MIN_REPEATS_OF_COLON_NAME:
            return clean_name(f"{head}: {second}"), f"{second}: "
        return clean_name(head), ""

    def _is_notice(self, head: str) -> bool:
        """Return whether a head tells what somebody else did, as in `Ann created the group: "Shed"`."""
        if not NOTICE_TEXT.search(head):
            return False
        ends = [place for place, char in enumerate(head) if char == " "]
        if self._heads[head] <= 1 and len(ends) >= MIN_BLANKS_OF_NOTICE:
            return True
        return any(self._heads[head[:end]] > self._heads[head] for end in ends)


def is_marked(raw_line: str, body: str) -> bool:
    """Return whether a left-to-right mark stands between the author's colon and the body."""
    _, mark, rest = raw_line.partition(f": {LEFT_TO_RIGHT_MARK}")
    return bool(mark) and strip_marks(rest[:100]).lstrip().startswith(body.partition("\n")[0][:16])


def _may_be_author(head: str) -> bool:
    """A colon inside quotation marks belongs to a new subject that a notice cites, not to an author."""
    if not head.strip() or len(head) > MAX_AUTHOR_CHARS or head.count('"') % 2:
        return False
    if head.count("”") % 2 and not {"„", "“"} & set(head):
        return False
    for opening, closings in QUOTATION_MARKS:
        opened = head.count(opening)
        if opened:
            return opened <= sum(map(head.count, closings))
    return True
