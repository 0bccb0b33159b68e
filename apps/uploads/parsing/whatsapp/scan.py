"""The first reading of a file: its style of headers, its order of dates, and who speaks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO

from apps.uploads.parsing.base import ParseOptions, ParseReport, UnreadableExport
from apps.uploads.parsing.date_evidence import OrderEvidence
from apps.uploads.parsing.date_reasons import AMERICAN, DOTTED, HYPHENATED, NOT_AMERICAN, Signature
from apps.uploads.parsing.dates import DateOrder, full_year, read_number
from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.text import BIDI_MARK, iter_lines
from apps.uploads.parsing.whatsapp.authors import Authors
from apps.uploads.parsing.whatsapp.headers import HeaderStyle, choose_style
from apps.uploads.parsing.whatsapp.markers import LEFT_TO_RIGHT_MARK
from apps.uploads.parsing.written_dates import WORD, find_month

STYLE_LINES = 2000
FIRST_WHATSAPP_YEAR = 2009
NUMBER = re.compile(r"\d+")
LONG_YEAR = re.compile(r"/\d{4}\Z")
YEAR_WORDS = "年년"
KOREAN_HALF_DAYS = ("오전", "오후")
AMERICAN_HALF_DAYS = ("AM", "PM")
BY_SEPARATOR = {".": DOTTED, "-": HYPHENATED}
YEAR_FIRST = Signature(("ymd",), 0.99, "The word for year stands after the first number.")
KOREAN = Signature(("ymd",), 0.98, "Phones set to Korean write the year first.")


@dataclass(frozen=True, slots=True)
class Scan:
    style: HeaderStyle
    first_header: str
    order: DateOrder
    authors: Authors


@dataclass(slots=True)
class _Reading:
    """What is gathered from line to line."""

    authors: Authors
    evidence: OrderEvidence
    first_header: str = ""
    signatures: set[Signature] = field(default_factory=set)


def scan(source: BinaryIO, options: ParseOptions) -> Scan:
    """Read a file once for what only the whole of it tells. Raises UnreadableExport if no line has a header."""
    style = choose_style(BIDI_MARK.sub("", line) for line in islice(_lines(source), STYLE_LINES))
    if style is None:
        raise UnreadableExport(
            "no_messages",
            "No message was found in the file. Export the chat again as text, and upload it unchanged.",
        )
    reading = _Reading(Authors(conversation_name(options.filename)), OrderEvidence(FIRST_WHATSAPP_YEAR))
    _read_all(source, style, reading)
    if style.is_worded:
        return Scan(style, reading.first_header, DateOrder("ymd"), reading.authors)
    order = reading.evidence.decide(options.date_order, _signature(style, reading.signatures))
    return Scan(style, reading.first_header, order, reading.authors)


def numbers_of(date: str) -> tuple[int, int, int]:
    """Return the three numbers of a date that a header pattern matched; year, month and day if the month is a word."""
    found = NUMBER.findall(date)
    if len(found) == 3:
        first, second, third = found
        return read_number(first), read_number(second), read_number(third)
    month = next(filter(None, map(find_month, WORD.findall(date))), 0)
    return full_year(int(found[1])), month, int(found[0])


def _read_all(source: BinaryIO, style: HeaderStyle, reading: _Reading) -> None:
    match_header, last_date, see = style.pattern.match, "", reading.authors.see
    for number, raw in enumerate(_lines(source), start=1):
        line = raw if raw.isascii() else BIDI_MARK.sub("", raw)
        header = match_header(line)
        if header is None:
            continue
        date = header["date"]
        if date != last_date:
            last_date = date
            reading.evidence.add(numbers_of(date), date, number, line)
            _note_signature(reading, header)
        see(line[header.end() :], len(line) != len(raw) and f": {LEFT_TO_RIGHT_MARK}" in raw)


def _note_signature(reading: _Reading, header: re.Match[str]) -> None:
    """Note how a phone wrote one of the dates; only what all of them have in common is a signature."""
    seen = {KOREAN} if header["before"] in KOREAN_HALF_DAYS else set()
    if header["after"] in AMERICAN_HALF_DAYS and not _is_padded(header["date"]):
        seen.add(AMERICAN)
    if _is_foreign(header):
        seen.add(NOT_AMERICAN)
    reading.signatures = reading.signatures & seen if reading.first_header else seen
    reading.first_header = reading.first_header or header[0].strip()


def _signature(style: HeaderStyle, seen: set[Signature]) -> Signature | None:
    if style.separator in YEAR_WORDS:
        return YEAR_FIRST
    if KOREAN in seen:
        return KOREAN
    if style.separator in BY_SEPARATOR:
        return BY_SEPARATOR[style.separator]
    if NOT_AMERICAN in seen or (style.end == "-" and not style.comma and not style.time_first):
        return NOT_AMERICAN
    return AMERICAN if AMERICAN in seen and style.separator == "/" and style.last_width == 2 else None


def _is_foreign(header: re.Match[str]) -> bool:
    """Return whether a header has digits, a full stop, a word or a long year that no American phone writes."""
    word = header["after"] or header["before"]
    if (word and word not in AMERICAN_HALF_DAYS) or not header["minute"].isascii():
        return True
    if not word and header[0][0] == "[" and LONG_YEAR.search(header["date"]):
        return True
    return header.string[header.end("hour")] == "."


def _is_padded(date: str) -> bool:
    return date.startswith("0") or "/0" in date[:-3]


def _lines(source: BinaryIO) -> Iterator[str]:
    return iter_lines(source, ParseReport())
