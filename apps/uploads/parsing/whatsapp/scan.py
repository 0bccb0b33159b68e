"""The first reading of a file: its style of headers, its order of dates, and who speaks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from apps.uploads.parsing.base import ParseOptions, ParseReport, UnreadableExport
from apps.uploads.parsing.date_evidence import AMERICAN, DOTTED, OrderEvidence, Signature
from apps.uploads.parsing.dates import DateOrder, read_number
from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.text import BIDI_MARK, iter_lines
from apps.uploads.parsing.whatsapp.authors import Authors
from apps.uploads.parsing.whatsapp.headers import HeaderStyle, choose_style
from apps.uploads.parsing.whatsapp.markers import LEFT_TO_RIGHT_MARK

STYLE_LINES = 2000
FIRST_WHATSAPP_YEAR = 2009
NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Scan:
    style: HeaderStyle
    order: DateOrder
    authors: Authors


def scan(source: BinaryIO, options: ParseOptions) -> Scan:
    """Read a file once for what only the whole of it tells. Raises UnreadableExport if no line has a header."""
    style = choose_style(BIDI_MARK.sub("", line) for line in islice(_lines(source), STYLE_LINES))
    if style is None:
        raise UnreadableExport(
            "no_messages",
            "No message was found in the file. Export the chat again as text, and upload it unchanged.",
        )
    evidence, authors = OrderEvidence(FIRST_WHATSAPP_YEAR), Authors(conversation_name(options.filename))
    is_american = _read_all(source, style, evidence, authors)
    return Scan(style, evidence.decide(options.date_order, _signature(style, is_american)), authors)


def _signature(style: HeaderStyle, is_american: bool) -> Signature | None:
    if style.separator == ".":
        return DOTTED
    return AMERICAN if is_american else None


def numbers_of(date: str) -> tuple[int, int, int]:
    """Return the three numbers of a date that a header pattern matched."""
    first, second, third = NUMBER.findall(date)
    return read_number(first), read_number(second), read_number(third)


def _read_all(source: BinaryIO, style: HeaderStyle, evidence: OrderEvidence, authors: Authors) -> bool:
    """Fill evidence and authors; return whether the dates look as a phone set to American English writes them."""
    match_header, last_date = style.pattern.match, ""
    is_american = style.separator == "/" and style.last_width == 2
    for number, raw in enumerate(_lines(source), start=1):
        line = raw if raw.isascii() else BIDI_MARK.sub("", raw)
        header = match_header(line)
        if header is None:
            continue
        date = header[1]
        if date != last_date:
            last_date = date
            evidence.add(numbers_of(date), date, number, line)
            is_american = is_american and header[6] in ("AM", "PM") and not _is_padded(date)
        marked = len(line) != len(raw) and f": {LEFT_TO_RIGHT_MARK}" in raw
        authors.see(line[header.end() :], marked)
    return is_american


def _is_padded(date: str) -> bool:
    return date.startswith("0") or "/0" in date[:-3]


def _lines(source: BinaryIO) -> Iterator[str]:
    return iter_lines(source, ParseReport())
