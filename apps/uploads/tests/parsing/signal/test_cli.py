"""signal-cli's lines: what is a message, and what changes one."""

import json

from apps.uploads.parsing.signal import window
from apps.uploads.tests.parsing.reading import read_text

ANN = {"source": "+1", "sourceNumber": "+1", "sourceUuid": "a-a", "sourceName": "Ann"}
ME = {"source": "+9", "sourceNumber": "+9", "sourceUuid": "m-m", "sourceName": "Me"}
START_MS = 1_700_000_000_000


def read(*contents: dict, who: dict = ANN):
    lines = [
        json.dumps({"envelope": {**who, "timestamp": START_MS + place, **content}})
        for place, content in enumerate(contents)
    ]
    return read_text("\n".join(lines), "signal.jsonl")


def said(text: str, number: int, **more) -> dict:
    return {"dataMessage": {"timestamp": START_MS + number, "message": text, **more}}


def reaction(emoji: str, number: int, **more) -> dict:
    target = {"emoji": emoji, "targetAuthorUuid": "a-a", "targetSentTimestamp": START_MS + number, **more}
    return {"dataMessage": {"reaction": target}}


def test_reactions_edits_and_deletions_change_what_they_name():
    reading = read(
        said("one", 0),
        said("two", 1),
        said("three", 2, attachments=[{"filename": "a.jpg", "contentType": "image/jpeg"}]),
        reaction("👍", 0),
        reaction("❤️", 0),
        reaction("😂", 1),
        reaction("😂", 1, isRemove=True),
        {
            "editMessage": {
                "targetSentTimestamp": START_MS + 1,
                "dataMessage": {"timestamp": START_MS + 9, "message": "2"},
            }
        },
        {"dataMessage": {"remoteDelete": {"timestamp": START_MS + 2}}},
    )
    one, two, three = reading.messages
    assert [(r.emoji, r.count, r.senders) for r in one.reactions] == [("❤️", 1, ("Ann",))]
    assert (two.text, two.is_edited, two.edited_at.microsecond, two.reactions) == ("2", True, 9000, ())
    assert (three.kind, three.text, three.attachments) == ("deleted", "", ())
    assert not reading.report.warnings


def test_what_comes_too_late_is_told(monkeypatch):
    monkeypatch.setattr(window, "SIZE", 2)
    reading = read(*(said(str(number), number) for number in range(5)), reaction("👍", 0), reaction("👍", 4))
    assert [len(m.reactions) for m in reading.messages] == [0, 0, 0, 0, 1]
    assert reading.report.warnings[0].endswith("left out: 1.")


def test_one_s_own_messages_stand_in_the_chat_with_the_other():
    """Its name may be known only later, one that is delivered twice is one, and the ref is of both people."""
    own = {
        "timestamp": START_MS,
        "message": "hi",
        "destination": "+1",
        "destinationNumber": "+1",
        "destinationUuid": "a-a",
    }
    mine = {"envelope": {**ME, "timestamp": START_MS, "syncMessage": {"sentMessage": own}}}
    hers = {"params": {"result": {"envelope": {**ANN, "timestamp": START_MS + 5, **said("ho", 5)}}}}
    reading = read_text("\n".join(map(json.dumps, (mine, mine, hers))), "x.jsonl")
    assert [
        (m.conversation, m.conversation_ref, m.sender, m.sender_ref, m.text) for m in reading.messages
    ] == [
        ("Ann", "m-m/a-a", "Me", "m-m", "hi"),
        ("Ann", "m-m/a-a", "Ann", "a-a", "ho"),
    ]


def test_groups_quotes_mentions_and_polls():
    group = {"groupInfo": {"groupId": "g=", "groupName": "Crew", "type": "DELIVER"}}
    quote = {"id": START_MS, "authorUuid": "a-a", "text": "one"}
    mentions = [{"name": "Bob", "start": 3, "length": 1}, {"number": "+7", "start": 5, "length": 1}]
    reading = read(
        said("one", 0, **group),
        said(
            "hi \ufffc \ufffc",
            1,
            quote=quote,
            mentions=mentions,
            previews=[{"url": "https://x.org"}],
            **group,
        ),
        said("", 2, pollCreate={"question": "When?", "options": ["now", "later"]}, **group),
        {"dataMessage": {"timestamp": START_MS + 3, "groupInfo": {"groupId": "g=", "type": "UPDATE"}}},
    )
    assert [(m.kind, m.text) for m in reading.messages] == [
        ("message", "one"),
        ("message", "hi @Bob @+7"),
        ("poll", "When?\nnow\nlater"),
        ("system", "Ann changed the group."),
    ]
    assert {(m.conversation, m.conversation_ref) for m in reading.messages} == {("Crew", "g=")}
    assert reading.messages[1].reply_to_ref == reading.messages[0].source_ref
    assert (reading.messages[1].mentions, reading.messages[1].links) == (("Bob", "+7"), ("https://x.org",))


def test_receipts_are_no_messages_and_other_lines_are_told():
    reading = read(
        said("hi", 0),
        {"receiptMessage": {"when": START_MS}},
        {"typingMessage": {"action": "STARTED"}},
        {"syncMessage": {"readMessages": []}},
        {"callMessage": {"offerMessage": {"id": 1}}},
        {"callMessage": {"hangupMessage": {"id": 1}}},
        {"storyMessage": {"text": "x"}},
        said("", 7),
    )
    assert [(m.kind, m.text) for m in reading.messages] == [("message", "hi"), ("call", "Ann called.")]
    assert [skip.position for skip in reading.report.skips] == [7, 8]


def test_without_an_owner_a_direct_chat_has_no_ref():
    assert [m.conversation_ref for m in read(said("hi", 0)).messages] == [""]
    line = json.dumps({"envelope": {**ANN, "timestamp": START_MS, **said("hi", 0)}, "account": "+9"})
    assert [m.conversation_ref for m in read_text(line, "x.json").messages] == ["+9/a-a"]
