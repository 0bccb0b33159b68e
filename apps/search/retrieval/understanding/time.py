"""The periods that a question names, ranges included, with where it names them."""

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import chain

from .calendar_words import find_calendar_spans, newest
from .foreign_words import find_foreign_spans
from .periods import CalendarSpan, Found, Period, Span
from .relative_words import find_relative_spans

_BETWEEN = re.compile(r"\bbetween\s*(?:the\s*)?$", re.IGNORECASE)
_AND = re.compile(r"^\s*and\s*(?:the\s*)?$", re.IGNORECASE)
_TO = re.compile(r"^\s*(?:to|until|till|through|-|–)\s*(?:the\s*)?$", re.IGNORECASE)
_OPEN = re.compile(r"(?P<unit>\b(?:day|night|week|weekend|month|year)s?\s+)?\b(?P<word>since|after|before|until|till)"
                   r"\s+(?:the\s+)?$", re.IGNORECASE)  # fmt: skip
MAX_TEXT = 500
"""Characters looked at: what is longer was pasted, and its dates are not meant as a wish."""


def find_periods(text: str, now: datetime, languages: Sequence[str] = ()) -> list[Period]:
    """The periods a question names, in text order. `now`, aware, is what "yesterday" is measured from.

    Days and months begin at midnight of `now`'s zone. English is always read, and `languages` besides.
    """
    text = text[:MAX_TEXT]
    found, periods, position = _find_spans(text, now, languages), [], 0
    while position < len(found):
        first = found[position]
        following = found[position + 1] if position + 1 < len(found) else None
        if following and _is_range(text, first, following):
            periods.append(Period(first.span, following.span, first.start, following.end))
            position += 1
        elif not first.only_ends_range:
            periods.append(_make_period(text, first, now))
        position += 1
    return periods


def _find_spans(text: str, now: datetime, languages: Sequence[str]) -> list[Found]:
    kept: list[Found] = []
    for found in chain(
        find_relative_spans(text, now),
        find_calendar_spans(text, now.tzinfo),
        find_foreign_spans(text, languages, now),
    ):
        if not any(found.overlaps(other) for other in kept):
            kept.append(found)
    return sorted(kept, key=lambda one: one.start)


def _is_range(text: str, first: Found, second: Found) -> bool:
    between = text[first.end : second.start]
    return bool(_TO.match(between) or (_AND.match(between) and _BETWEEN.search(text[: first.start])))


def _make_period(text: str, found: Found, now: datetime) -> Period:
    """One span, or all time on one side of it. "The weekend before 4 May" is near that day, not all time before."""
    opening = _OPEN.search(text[: found.start])
    edge = _pin(found.span, now) if opening and not opening["unit"] else None
    if opening is None or edge is None:
        return Period(found.span, found.span, found.start, found.end)
    word = opening["word"].lower()
    after = edge if word in ("since", "after") else None
    return Period(
        after, None if after else edge, opening.start("word"), found.end, word in ("before", "after")
    )


def _pin(span: Span, now: datetime) -> Span | None:
    """A span of every year becomes the latest one."""
    return newest(span, now) if isinstance(span, CalendarSpan) and span.recurs else span
