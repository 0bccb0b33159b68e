"""The documents of a collection, whatever it was written as: BSON, JSON lines, an array of JSON."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from apps.uploads.parsing.base import ParseReport, UnreadableExport
from apps.uploads.parsing.json_items import iter_items
from apps.uploads.parsing.json_lines import iter_json_lines
from apps.uploads.parsing.text import decode_sample

MAX_DOCUMENT_BYTES = 16 * 1024 * 1024
"""MongoDB's own limit."""
SIZE_BYTES, SMALLEST_BYTES = 4, 5


def iter_documents(source: BinaryIO, name: str, report: ParseReport) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the place, from 1, and the value of each document. `name` is the file's, which tells BSON."""
    if name.lower().endswith(".bson"):
        yield from _iter_bson(source, report)
    elif _is_array(source):
        for item in iter_items(source, report, "item"):
            yield item.position, item.value
    else:
        yield from iter_json_lines(source, report)


def _is_array(source: BinaryIO) -> bool:
    source.seek(0)
    return decode_sample(source.read(64)).lstrip("\ufeff \t\r\n").startswith("[")


def _iter_bson(source: BinaryIO, report: ParseReport) -> Iterator[tuple[int, dict[str, Any]]]:
    from bson import CodecOptions, DatetimeConversion, decode  # brings a database's client along
    from bson.errors import BSONError

    options = CodecOptions(
        tz_aware=True,
        unicode_decode_error_handler="replace",
        datetime_conversion=DatetimeConversion.DATETIME_AUTO,
    )
    source.seek(0)
    position = 0
    while header := source.read(SIZE_BYTES):
        position += 1
        size = int.from_bytes(header, "little", signed=True)
        body = source.read(size - SIZE_BYTES) if SIZE_BYTES < size <= MAX_DOCUMENT_BYTES else b""
        if size < SMALLEST_BYTES or len(header) + len(body) != size:
            _report_damage(position, report)
            return
        try:
            yield position, decode(header + body, options)
        except (BSONError, ValueError, OverflowError, RecursionError) as problem:
            report.skip(position, "The document cannot be read.", str(problem)[:200])


def _report_damage(position: int, report: ParseReport) -> None:
    problem = UnreadableExport("broken_bson", "The dump is damaged or cut off before its end. Make it again.")
    if position == 1:
        raise problem
    report.skip(position, "The dump is damaged from here on; the rest of it was not read.", "")
    report.warn("The file is damaged or cut off; only what stands before the damage was read.")
    report.damage = problem
