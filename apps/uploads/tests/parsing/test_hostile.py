"""No bytes crash a parser or make it slow: a file is read, or refused with UnreadableExport."""

import io
import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport, Sample, UnreadableExport
from apps.uploads.parsing.registry import PARSERS
from apps.uploads.parsing.text import SAMPLE_BYTES, decode_sample
from apps.uploads.tests.parsing.reading import read_bytes

QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ZONES = st.sampled_from(["", "Europe/Berlin", "Pacific/Kiritimati"])
ORDERS = st.sampled_from(["", "dmy", "mdy", "ymd"])

FRAGMENTS = st.sampled_from(
    [
        "13/01/2024, 10:30 - Ann: hi",
        "[1/13/24, 10:30:00\u202fPM] ~\u00a0Bob: \u200eimage omitted",
        "00/00/0000, 99:99 - : ",
        "99/99/99, 12:00 AM - x: y",
        "٠٧/٠٤/٢٠٢٤، ٩:٣٠ ص - ليلى: x",
        "2024年1月15日 下午10:30 - 小明: 好",
        "--- Log opened Tue Dec 24 00:26:23 2013",
        "--- Day changed Foo 99 99 0000",
        "[10:30] <nick> text",
        "[99:99] <> ",
        "9999-12-31T23:59:59.999999999+23:59\tnick\ttext",
        "0000-00-00 00:00:00\t\t",
        "[31 Foo 10:30] * x",
        "=== event",
        '{"messages": [{"text": "a", "time": 1e400}',
        '[{"sender": {"a": {}}, "text": [[["x"]], {}], "date": {"$date": null}}, null, 1]',
        '{"text": "\\ud800\\u0000", "ts": "9999-12-31T23:59:59-23:59"}',
        "time,sender,text",
        '"2024-01-01 10:00",Ann,"open',
        "31/12/9999 23:59;;",
        "\ufeff",
        "\u2028\x85\x0b",
    ]
)
LINES = st.lists(st.one_of(FRAGMENTS, st.text(max_size=40)), max_size=12).map("\n".join)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
FILES = st.one_of(
    st.binary(max_size=400),
    st.builds(lambda text, encoding: text.encode(encoding, errors="replace"), LINES, ENCODINGS),
    st.builds(lambda text, junk: text.encode(errors="replace") + junk, LINES, st.binary(max_size=40)),
)


def require_sound(message: ParsedMessage) -> None:
    """What the database takes: text without NUL and lone surrogates, aware times that any zone can show."""
    for text in (message.text, message.conversation, message.sender or "", message.source_ref):
        assert "\0" not in text
        text.encode("utf-8")
    assert message.conversation
    assert message.kind in ("message", "system", "deleted")
    if message.sent_at is not None:
        assert message.sent_at.tzinfo is not None
        assert 1970 <= message.sent_at.year <= 2201


def require_told(refused: UnreadableExport) -> None:
    assert refused.code.replace("_", "").isalpha()
    assert refused.message.endswith(".")


@given(
    data=FILES,
    timezone=ZONES,
    date_order=ORDERS,
    name=st.sampled_from(["a.txt", "a.json", "a.csv", "_chat.txt", ""]),
)
@example(data=b"0/0/0, 0:00 - a: b", timezone="", date_order="", name="a.txt")
@QUICK
def test_any_file_is_read_or_refused(data, timezone, date_order, name):
    try:
        reading = read_bytes(data, name, timezone=timezone, date_order=date_order)
    except UnreadableExport as refused:
        require_told(refused)
        return
    for message in reading.messages:
        require_sound(message)
    assert len(reading.report.skips) <= min(50, reading.report.skipped)


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
@given(data=FILES, timezone=ZONES, date_order=ORDERS)
@QUICK
def test_every_parser_survives_files_that_are_not_its_own(parser, data, timezone, date_order):
    score = parser.sniff(Sample("chat.txt", decode_sample(data[:SAMPLE_BYTES])))
    assert 0 <= score <= 1
    report = ParseReport()
    try:
        for message in parser.parse(io.BytesIO(data), ParseOptions("chat.txt", timezone, date_order), report):
            require_sound(message)
    except UnreadableExport as refused:
        require_told(refused)


HEADER = "13/01/2024, 10:30 - "
SLOW_FOR_CARELESS_PATTERNS = {
    "spaces": " ",
    "colons": ": ",
    "header after header": HEADER,
    "digits": "1",
    "dots of a date": "1. ",
    "opening brackets": "[",
    "angle brackets": "<",
    "stars": " *",
    "dashes": "-",
    "notices": "-a",
    "quotation marks": '"',
    "escapes": '\\"',
    "marks": "\u200e",
    "notice words": "hat created joined ",
    "edited": " <This message was edited>",
    "wide letters": "漢",
    "commas": ",",
    "json openings": '{"a":',
}


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
@pytest.mark.parametrize("piece", SLOW_FOR_CARELESS_PATTERNS.values(), ids=SLOW_FOR_CARELESS_PATTERNS.keys())
@pytest.mark.parametrize(
    "lead",
    ["", f"{HEADER}Ann: \u200e", "[10:30] <ann> ", '[{"text":"'],
    ids=["bare", "whatsapp", "irc", "json"],
)
def test_time_is_linear(parser, piece, lead):
    line = lead + piece * (60_000 // len(piece))
    data = f"{HEADER}Ann: first\n{line}\n{line}\n".encode()
    started = time.process_time()
    parser.sniff(Sample("chat.txt", decode_sample(data[:SAMPLE_BYTES])))
    try:
        for _ in parser.parse(io.BytesIO(data), ParseOptions("chat.txt"), ParseReport()):
            pass
    except UnreadableExport:
        pass
    assert time.process_time() - started < 1.0
