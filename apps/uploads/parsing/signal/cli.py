"""What signal-cli prints when it receives: a JSON object a line, each around one envelope."""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from apps.uploads.parsing.base import ParsedMessage, ParseReport
from apps.uploads.parsing.json_lines import iter_json_lines
from apps.uploads.parsing.signal.envelope import EnvelopeReader
from apps.uploads.parsing.signal.window import Window
from apps.uploads.parsing.values import dict_of, ref_of

BEGINNING = re.compile(r"\s*\{")
ENVELOPE = re.compile(r'"envelope"\s*:\s*\{')
SOURCE = re.compile(r'"source(?:Number|Uuid|Name)?"\s*:')


def looks_like_envelopes(text: str) -> bool:
    return BEGINNING.match(text) is not None and bool(ENVELOPE.search(text) and SOURCE.search(text))


def read_envelopes(source: BinaryIO, report: ParseReport) -> Iterator[ParsedMessage]:
    window = Window(report)
    reader = EnvelopeReader(window, report)
    for number, record in iter_json_lines(source, report):
        envelope, account = _unwrap(record)
        if envelope:
            reader.read(envelope, account, number)
            yield from map(reader.place, window.pop_oldest())
        else:
            report.skip(number, "The line holds no envelope.", ", ".join(record)[:200])
    yield from map(reader.place, window.pop_all())


def _unwrap(record: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Return the envelope of a line, bare, in the `params` of JSON-RPC, or in a `result` there or here; and whose it
    is."""
    for holder in (record, dict_of(record.get("params")), dict_of(record.get("result"))):
        for inner in (holder, dict_of(holder.get("result"))):
            if envelope := dict_of(inner.get("envelope")):
                return envelope, ref_of(inner.get("account"))
    return {}, ""
