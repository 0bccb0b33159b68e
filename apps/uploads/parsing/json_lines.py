"""JSON lines: one JSON value a line."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from apps.uploads.parsing.base import ParseReport
from apps.uploads.parsing.json_decode import MAX_DEPTH, decode_json
from apps.uploads.parsing.json_text import TO_BRACKET
from apps.uploads.parsing.text import iter_lines

MAX_LINE_CHARS = 4 * 1024 * 1024


def iter_json_lines(source: BinaryIO, report: ParseReport) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the number of each line, from 1, and its object; lines that hold none are counted skips."""
    for number, line in enumerate(iter_lines(source, report, max_chars=MAX_LINE_CHARS), start=1):
        if not line or line.isspace():
            continue
        if is_too_deep(line):
            report.skip(number, f"The line is nested more than {MAX_DEPTH} levels deep.", line)
            continue
        try:
            value = decode_json(line)
        except ValueError:
            report.skip(number, "The line is not valid JSON.", line)
            continue
        if isinstance(value, dict):
            yield number, value
        else:
            report.skip(number, "This is no record with named fields.", line)


def is_too_deep(line: str) -> bool:
    """Return whether brackets stand in one another more than MAX_DEPTH deep, those in strings left aside."""
    if line.count("[") + line.count("{") <= MAX_DEPTH:
        return False
    depth = place = 0
    while (match := TO_BRACKET.match(line, place)) is not None:
        place = match.end()
        depth += 1 if match[1] in "[{" else -1
        if depth > MAX_DEPTH:
            return True
    return False
