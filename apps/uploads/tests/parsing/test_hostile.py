"""No bytes crash a parser or make it slow: a file is read, or refused with UnreadableExport."""

import io
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import astuple

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from apps.uploads.parsing.base import (
    KINDS,
    ParsedMessage,
    ParseOptions,
    ParseReport,
    Sample,
    UnreadableExport,
)
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
        "[10:30:05, 15/1/2024] @\u2068Bob\u2069: \u200ePOLL:\n\u200eOPTION: x (\u200e1 vote)",
        "Ann: \u200elook \u200e<attached: \u200e>\u200e<This message was edited>",
        "[LINE] Chat history with \u200e",
        "Fri, 9/25/2026",
        "2024.01.02 Tuesday",
        '下午13:04\tAnn\t"open',
        "10:30\t\t☎",
        "2026년 4월 25일 오후 3:20, 지민 : 사진",
        "2026. 13. 99. 오전 99:99: x",
        "--------------- 2026년 4월 25일 토요일 ---------------",
        "[[지민]] [오후 3:20] 님이 나갔습니다.",
        "Date,User,Message",
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
        '{"participants": [1, null], "messages": [{"sender_name": {}, "timestamp_ms": "1e9", "content": [1]}]}',
        '{"messages": [{"sender_name": "Ã©\\u0000", "timestamp_ms": 1e300, "photos": [null, 3], "reactions": {"a": 1}}',
        '{"threadName": "A_1", "messages": [{"senderName": 7, "isUnsent": "x", "timestamp": -1, "media": "m"}, 5]}',
        '<html><title>A</title><div class="_a6-g"><div>Ann</div><div>hi</div><div>Sep 13, 2020, 12:26 PM</div></div>',
        '<div class="thread">x<span class="user">A</span><span class="meta">at 25:61pm PDT</span><p>b</p>',
        '{"messages": [{"created_date": "Friday, May 99, 2026 at 3:00:29 AM UTC", "creator": [], "topic_id": {}}]}',
        '{"envelope": {"source": 1, "sourceName": [], "dataMessage": {"message": "\ufffc", "mentions": [3]}}}',
        '{"params": {"result": {"envelope": {"source": "+1", "editMessage": {"dataMessage": 3}}}}}',
        '{"date": "0001-01-01T00:00", "sender": 3, "body": null, "quote": 5, "sticker": [], "reactions": [[1], 2]}',
        "[2023-99-01 12:00:00] Me: \n> x\n(- : -)\n(( ))![](./media/)  ",
        "Conversation: A (1)\n\nFrom: B\nType: incoming\nSent: Mon, 99 Foo 2023\nAttachment: (\nReaction: x from",
        "Feb 31, 2024  9:05:07 PM\nAnn\nTapbacks:\nLoved by \n    Jan  1, 2024  1:00:00 AM",
        '[{"Body": {"ContentType": 1, "Content": [3]}, "CreatedDateTime": "x", "From": 3, "MessageType": "message"}]',
        '{"value": [{"id": {}, "createdDateTime": "2024-01-01T00:00:00Z", "eventDetail": {"x": {}}, "body": 1}]}',
        '[{"title": [], "mapping": {"a": {"message": {"author": 1, "content": {"parts": [{}, 3]}}, "parent": "b"}, '
        '"b": {"parent": "a", "children": [null, "a"], "message": {"create_time": "x", "metadata": []}}}}, null]',
        '{"current_node": 5, "mapping": {"a": {"id": 1, "children": "x", "message": {"content": {"text": {}}}}}}',
        '[null, {"name": 3, "chat_messages": [null, {"sender": [], "created_at": "2024-01-01T00:00:00.1+", '
        '"content": [{"type": "text", "text": 1, "citations": [3]}], "attachments": {"a": 1}}]}]',
        '{"messages": [{"type": "m.room.message", "origin_server_ts": "9", "content": {"body": [1], "msgtype": 3, '
        '"m.relates_to": {"rel_type": "m.replace", "event_id": {}}}, "unsigned": 1}, {"type": 4}, 5]}',
        '{"rooms": {"join": {"!a": {"timeline": {"events": [{"type": "m.reaction", "origin_server_ts": 1}]}}}}}',
        '{"zerver_message": [{"id": "x", "sender": [], "recipient": {}, "content": "@**a|b** [x](", "edit_history": 3}',
        '[{"sender_full_name": 3, "timestamp": "x", "content": "<p>", "reactions": [1, {"emoji_code": "zz-"}]}]',
        "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender",
        '1,2,49,57,0,99999999999999999999,"","<msg><title>",x',
        '{"weflow": 1, "session": [], "messages": [{"createTime": {}, "localType": "x", "senderUsername": 5}]}',
        "2024-99-02 03:04:05 【a】Nick(10001)",
        '{"a": {"-N1": {"text": [1], "user": {"id": {}}}, "-N2": 3}}',
        '[{"q": "10:30", "r": "some words here", "s": "Ann"}, {"q": "x", "r": "", "s": 1e999}]',
        "time,sender,text",
        '"2024-01-01 10:00",Ann,"open',
        "31/12/9999 23:59;;",
        '{"name": null, "type": "private_group", "id": 1, "messages": [{"id": 1, "type": "service", "action": [],',
        '"members": [null, 5], "date_unixtime": "1e9", "text": [{"href": 5}, null]}, 5, null]}',
        '<div class="page_wrap"><div class="message default clearfix joined" id="message9"><div class="date" title="',
        '99.99.9999 99:99:99 UTC+99:99"></div><a class="photo_wrap" href="%ff"><div class="text">x<br>',
        '{"guild": {"id": "0"}, "channel": {"id": "1"}, "messages": [{"id": 1, "author": [], "content": "x",',
        '"reactions": [{"emoji": null, "count": -1}], "type": 7, "timestamp": 5}',
        "AuthorID,Author,Date,Content,Attachments,Reactions",
        '"1","a#0000","17-Jan-23 07:33 PM","Joined the server.","https://x/a.png?b","x (0),"',
        f"{'=' * 62}\nGuild: a\nChannel: b / c\n{'=' * 62}\n\n[13.13.2020 25:61] x\n{{Reactions}}\n(1) x (9)",
        '[{"type": "message", "ts": "1516524675.000024", "text": "<@U1|x> <!date^1^{d}|y> &amp;lt; :+1: <a|b>",',
        '"files": [null, {"size": 1e99, "mode": []}], "blocks": [{"type": "rich_text", "elements": [{}]}]}]',
        '{"type": "version", "version": 1}',
        '{"type": "post", "post": {"channel": "c", "message": 5, "replies": [{"props": "{"}], "create_at": "x"}}',
        '{"_id": {"$oid": "x"}, "rid": "r", "msg": "[ ](http://x?msg=a) b", "ts": {"$date": {"$numberLong": "x"}},',
        '"u": {"_id": null}, "t": "au", "reactions": {"": 1}, "file": {"name": ["x"]}}',
        '{"type": "chatanalysis", "version": 1}',
        '{"type": "conversation", "id": null, "name": [], "ref": 1e99}',
        '{"type": "message", "sender": {}, "sent_at": "2024-13-01T00:00:00Z", "reactions": [{}, 1], "links": "x"}',
        "From a Mon Jan  1 00:00:00 2024\nFrom: =?x?q?=FF?= <\nDate: 99 Foo 99999 99:99 +9999\nReferences: <<>>",
        "Content-Type: multipart/mixed; boundary=b; x*0*=%ff''\nMessage-ID: <>\n\n--b\nContent-Type: text/html\n"
        "Content-Transfer-Encoding: base64\n\n=\n--b--",
        "From: a\nTo: b\nDate: x\nContent-Type: text/plain; charset=punycode; format=flowed\n\n> \n-- \n",
        "<!doctype html><title>\0</title><h1><table><tr><td>a<pre><a href=https://x.org>\n<script>",
        "---\ntitle: \n---\n# a\n===\n```\n- [a](https://x)\n***",
        "%PDF-1.4\n1 0 obj\n<<",
        "PK\x03\x04",
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
    for text in texts_of(message):
        assert "\0" not in text
        text.encode("utf-8")
    assert message.conversation
    assert message.kind in KINDS
    for moment in filter(None, (message.sent_at, message.edited_at)):
        assert moment.tzinfo is not None
        assert 1970 <= moment.year <= 2201
    for attachment in message.attachments:
        assert attachment.type
        assert attachment.size_bytes is None or 0 <= attachment.size_bytes < 2**63
    for reaction in message.reactions:
        assert reaction.emoji
        assert reaction.count > 0


def texts_of(message: ParsedMessage) -> Iterator[str]:
    """Yield every string of a message, those of its files and reactions too."""
    fields = [getattr(message, name) for name in message.__struct_fields__]
    inner = [value for one in (*message.attachments, *message.reactions) for value in astuple(one)]
    for value in (*fields, *inner):
        yield from (one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, str))


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
    "addresses": "[ ](http://x?msg=",
    "slack's brackets": "<@U1|",
    "strings": '"a",',
    "elements": "<div class=text>",
    "encoded words": "=?utf-8?q?",
}


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
@pytest.mark.parametrize(
    "lead",
    ["", f"{HEADER}Ann: \u200e", "[10:30] <ann> ", '[{"text":"'],
    ids=["bare", "whatsapp", "irc", "json"],
)
def test_time_is_linear(parser, lead):
    slow = {}
    for name, piece in SLOW_FOR_CARELESS_PATTERNS.items():
        seconds = measure_reading(parser, lead + piece * (60_000 // len(piece)))
        if seconds >= 1.0:
            slow[name] = seconds
    assert not slow


def measure_reading(parser, line: str) -> float:
    """Return the seconds of processor time that a parser takes for a file with this line in it twice."""
    data = f"{HEADER}Ann: first\n{line}\n{line}\n".encode()
    started = time.process_time()
    parser.sniff(Sample("chat.txt", decode_sample(data[:SAMPLE_BYTES])))
    with suppress(UnreadableExport):
        for _ in parser.parse(io.BytesIO(data), ParseOptions("chat.txt"), ParseReport()):
            pass
    return time.process_time() - started
