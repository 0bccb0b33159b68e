"""Element's plain text, of older and newer versions and in two languages."""

from collections.abc import Callable
from datetime import datetime

from apps.uploads.parsing.base import MESSAGE
from apps.uploads.tests.parsing.made_up.chat import Chat, Traits
from apps.uploads.tests.parsing.made_up.writing import SECOND, Writer

GERMAN_DAYS = ("Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So.")
GERMAN_MONTHS = (
    "Jan.",
    "Feb.",
    "März",
    "Apr.",
    "Mai",
    "Juni",
    "Juli",
    "Aug.",
    "Sept.",
    "Okt.",
    "Nov.",
    "Dez.",
)


def _old(at: datetime) -> str:
    return f"{at:%a, %b} {at.day} {at:%Y %H:%M:%S}"


def _american(at: datetime) -> str:
    return f"{at:%a, %b} {at.day}, {at.year}, {at.hour % 12 or 12}:{at:%M:%S}\u202f{at:%p}"


def _german(at: datetime) -> str:
    return f"{GERMAN_DAYS[at.weekday()]}, {at.day}. {GERMAN_MONTHS[at.month - 1]} {at.year}, {at:%H:%M:%S}"


def _write(stamp: Callable[[datetime], str]) -> Callable[[Chat], dict[str, bytes]]:
    def write(chat: Chat) -> dict[str, bytes]:
        lines = [
            f"{stamp(said.local)} - {said.human.name + ': ' if said.kind == MESSAGE else ''}{said.text}\n"
            for said in chat.said
        ]
        return {"matrix - Allotment seven.txt": "".join(lines).encode()}

    return write


WRITERS = [
    Writer(f"matrix-text-{name}", "matrix_text", _write(stamp), Traits(), precision=SECOND, has_utc=False)
    for name, stamp in (("old", _old), ("us", _american), ("de", _german))
]
