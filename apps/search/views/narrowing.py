"""Turns what a query was understood to name into what it demands, in the query language."""

import re
from datetime import datetime

from apps.search.query_language.dates import NotADate, read_date
from apps.search.query_language.errors import QueryError
from apps.search.query_language.formatting import format_value
from apps.search.query_language.parser import parse

_LEADING = re.compile(r"\b(?:in|on|during|between|from|of)\s+(?:the\s+)?$", re.IGNORECASE)
_RANGE = re.compile(r"\sand\s", re.IGNORECASE)


def demand_time(text: str, words: str, now: datetime) -> str | None:
    """Return the query with `words`, a time it names, as a demand in their place; None if they cannot be one."""
    value = f"between {words}" if _RANGE.search(words) else words
    try:
        read_date(value, now)
    except NotADate:
        return None
    return _put_in_place(text, words, f"during:{format_value(value)}")


def demand_person(text: str, words: str) -> str | None:
    """Return the query with the demand that somebody called `words` wrote it; the words go on ranking."""
    return _keep_if_sound(f"{text} from:{format_value(words)}")


def _put_in_place(text: str, words: str, demand: str) -> str | None:
    start = text.casefold().find(words.casefold())
    if start < 0 or text[:start].count('"') % 2:
        return _keep_if_sound(f"{text} {demand}")
    before = _LEADING.sub("", text[:start])
    return _keep_if_sound(f"{before}{demand}{text[start + len(words) :]}".strip())


def _keep_if_sound(text: str) -> str | None:
    try:
        parse(text)
    except QueryError:
        return None
    return text
