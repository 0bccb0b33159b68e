"""What is being typed at the cursor, and which words of the language could stand there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from .fields import FEATURES, FIELDS, YES_OR_NO, Kind
from .formatting import format_value
from .languages import LANGUAGES
from .scanner import QUOTES

MAX_SUGGESTIONS = 10
_RUN = re.compile(r"[^\s,()]*")
_FREQUENT_LANGUAGES = ("en", "de", "es", "fr", "it", "pt", "nl", "ru", "tr", "zh")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`insert` in place of the query's characters [start, end); `kind` as in `fields.Kind`, or `field`."""

    insert: str
    start: int
    end: int
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Slot:
    """The place at the cursor: a value of `field`, or a field's name if that is None. `typed` stands there so far."""

    field: str | None
    typed: str
    start: int
    end: int

    @property
    def kind(self) -> str:
        return str(FIELDS[self.field].kind) if self.field else "field"

    def suggest(self, insert: str, label: str) -> Suggestion:
        return Suggestion(insert, self.start, self.end, label, self.kind)

    def suggest_value(self, value: str, label: str = "") -> Suggestion:
        return self.suggest(format_value(value), label or value)


def find_slot(text: str, cursor: int) -> Slot | None:
    """None inside a phrase, and where nothing has been begun. `cursor` counts characters, 0 before the first."""
    cursor = max(0, min(cursor, len(text)))
    token, value, is_quoted = _find_beginnings(text, cursor)
    if value > token:
        field = text[token:value].partition(":")[0].lower()
        return _make_value_slot(field, text, value, cursor, is_quoted)
    if is_quoted or token == cursor or text[token] in QUOTES:
        return None
    return Slot(None, text[token:cursor], token, _RUN.match(text, cursor).end())


def _find_beginnings(text: str, cursor: int) -> tuple[int, int, bool]:
    """Where the word or field at the cursor begins, where the last of its values does, whether in quotes."""
    token = value = 0
    closing = ""
    for place, character in enumerate(text[:cursor]):
        if closing:
            closing = "" if character in closing and text[place - 1] != "\\" else closing
        elif character in QUOTES and place in (token, value):
            closing = QUOTES[character]
        elif character.isspace() or character == "(" or (character == "-" and place == token):
            token = value = place + 1
        elif (character == "," and value > token) or (
            character == ":" and value == token and text[token:place].lower() in FIELDS
        ):
            value = place + 1
    return token, value, bool(closing)


def _make_value_slot(field: str, text: str, start: int, cursor: int, is_quoted: bool) -> Slot | None:
    """None behind the closing quote: that value is done."""
    if start == cursor or text[start] not in QUOTES:
        return Slot(field, text[start:cursor], start, _RUN.match(text, cursor).end())
    if not is_quoted:
        return None
    end = text.find('"', cursor)
    # The next quote closes this value unless it opens a phrase of its own.
    is_ours = end >= 0 and (end == cursor or not text[end - 1].isspace())
    return Slot(field, text[start + 1 : cursor], start, end + 1 if is_ours else cursor)


def suggest_words(slot: Slot, now: datetime) -> list[Suggestion]:
    """Of fields and of the values that are the same for everybody; names are looked up elsewhere."""
    return list(_list_words(slot, slot.typed.strip().lower(), now))[:MAX_SUGGESTIONS]


def _list_words(slot: Slot, typed: str, now: datetime) -> Iterator[Suggestion]:
    if slot.field is None:
        for name, rule in FIELDS.items():
            if name.startswith(typed):
                yield slot.suggest(f"{name}:", rule.label)
        return
    for value, label in _list_values(slot.kind, now):
        if value.startswith(typed) or any(word.startswith(typed) for word in label.lower().split()):
            yield slot.suggest_value(value, label)


def _list_values(kind: str, now: datetime) -> Iterator[tuple[str, str]]:
    match kind:
        case Kind.FEATURE:
            yield from ((feature, feature) for feature in FEATURES)
        case Kind.YES_OR_NO:
            yield from ((value, value) for value in YES_OR_NO)
        case Kind.LANGUAGE:
            codes = dict.fromkeys([*_FREQUENT_LANGUAGES, *sorted(LANGUAGES, key=LANGUAGES.__getitem__)])
            yield from ((code, LANGUAGES[code]) for code in codes)
        case Kind.DATE:
            yield from _list_dates(now)


def _list_dates(now: datetime) -> Iterator[tuple[str, str]]:
    yield "today", "Today"
    yield "yesterday", "Yesterday"
    yield "7d", "Last 7 days"
    yield "30d", "Last 30 days"
    yield "6m", "Last 6 months"
    yield "1y", "Last year up to today"
    for years_ago in range(4):
        yield str(now.year - years_ago), f"Year {now.year - years_ago}"
    for months_ago in range(24):
        year, month = divmod(12 * now.year + now.month - 1 - months_ago, 12)
        yield f"{year}-{month + 1:02}", f"{datetime(year, month + 1, 1):%B %Y}"
