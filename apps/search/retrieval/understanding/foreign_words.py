"""Times in languages other than English, through dateparser: "im Juni 2023", "hier", "vorige week".

It reads single times, not ranges, and is slow to begin; so it is only asked about languages that people here write,
and only when one of their words for times stands in the text.
"""

import importlib
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from .periods import CalendarSpan, FixedSpan, Found, Span

_MONTH_KEYS = (
    "january", "february", "march", "april", "may", "june", "july",
    "august", "september", "october", "november", "december",
)  # fmt: skip
_WEEKDAY_KEYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORTEST = 4
"""Letters of weekdays and relative words: "mo", "so" and "mar" are other words as well."""
_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?:19|20)\d{2}")


def find_foreign_spans(text: str, languages: Sequence[str], now: datetime) -> Iterator[Found]:
    """Yield what is found in any of the languages, ISO 639-1; English is left to its own patterns."""
    words = {word.casefold() for word in _WORD.findall(text)}
    for language in languages:
        if language != "en" and words & _words_for_times(language):
            yield from _search(text, language, now)


def _search(text: str, language: str, now: datetime) -> Iterator[Found]:
    from dateparser.date import DateDataParser
    from dateparser.search import search_dates

    base = now.replace(tzinfo=None)
    settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past", "RETURN_AS_TIMEZONE_AWARE": False}
    parser, position = DateDataParser(languages=[language], settings=settings), 0
    for named, moment in search_dates(text, languages=[language], settings=settings) or ():
        start = text.find(named, position)
        words = {word.casefold() for word in _WORD.findall(named)}
        if start < 0 or moment > base or not words & _words_for_times(language):
            continue
        position = start + len(named)
        has_month = bool(words & _months(language))
        moment = moment.replace(tzinfo=now.tzinfo)
        period = parser.get_date_data(named).period
        yield Found(start, position, _make_span(moment, period, recurs=has_month and not _YEAR.search(named)))


def _make_span(moment: datetime, period: str, *, recurs: bool) -> Span:
    """As exact as the words; a week is the days around."""
    year, zone = None if recurs else moment.year, moment.tzinfo
    if period == "year":
        return CalendarSpan(moment.year, zone=zone)
    if period == "month":
        return CalendarSpan(year, moment.month, zone=zone)
    if period == "week":
        day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
        return FixedSpan(day - timedelta(days=3), day + timedelta(days=4))
    return CalendarSpan(year, moment.month, moment.day, zone=zone)


@lru_cache(maxsize=64)
def _months(language: str) -> frozenset[str]:
    return frozenset(name for name in _names(language, _MONTH_KEYS) if len(name) >= _SHORTEST - 1)


@lru_cache(maxsize=64)
def _words_for_times(language: str) -> frozenset[str]:
    """Months, weekdays, units and words such as "yesterday"; empty for a language that dateparser does not know."""
    relative = _read_words(language).get("relative-type", {})
    phrases = [phrase for phrases in relative.values() for phrase in phrases]
    others = [*_names(language, (*_WEEKDAY_KEYS, "year", "month", "week", "day")), *_split(phrases)]
    return _months(language) | frozenset(word for word in others if len(word) >= _SHORTEST)


def _names(language: str, keys: Sequence[str]) -> list[str]:
    words = _read_words(language)
    return _split([name for key in keys for name in words.get(key, ())])


def _split(phrases: Sequence[str]) -> list[str]:
    return [word.casefold() for phrase in phrases for word in _WORD.findall(phrase)]


@lru_cache(maxsize=64)
def _read_words(language: str) -> dict:
    if not language.isalpha():
        return {}
    try:
        return importlib.import_module(f"dateparser.data.date_translation_data.{language}").info
    except ImportError:
        return {}
