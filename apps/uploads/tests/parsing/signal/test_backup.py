"""Signal's own export: frames of people, chats and the messages of all of them."""

import json
from base64 import b64encode
from uuid import UUID

from apps.uploads.parsing.base import CALL, DELETED, MESSAGE, POLL, SYSTEM, ParseOptions
from apps.uploads.parsing.registry import parse_unit, plan
from apps.uploads.parsing.tree import Tree
from apps.uploads.tests.parsing.reading import read_text

ANN = UUID("11111111-1111-4111-8111-111111111111")
START_MS = 1_760_000_000_000
ACI = b64encode(ANN.bytes).decode()
FRAMES = [
    {"version": "1", "backupTimeMs": "1760000000000", "mediaRootBackupKey": "AA=="},
    {"account": {"givenName": "Olga", "familyName": "Own"}},
    {"recipient": {"id": "1", "self": {}}},
    {"recipient": {"id": "2", "contact": {"aci": ACI, "e164": "491512345678", "profileGivenName": "Ann"}}},
    {"recipient": {"id": "3", "contact": {"e164": "491700000000"}}},
    {"recipient": {"id": "4", "group": {"masterKey": "S2V5", "snapshot": {"title": {"title": "Walkers"}}}}},
    {"recipient": {"id": "9", "releaseNotes": {}}},
    {"chat": {"id": "10", "recipientId": "2"}},
    {"chat": {"id": "11", "recipientId": "4"}},
    {"chat": {"id": "12", "recipientId": "1"}},
]


def item(number: int, author: str = "2", chat: str = "10", **content) -> dict:
    ids = {"chatId": chat, "authorId": author, "dateSent": str(START_MS + number)}
    return {"chatItem": {**ids, "incoming": {"dateReceived": "1"}, **content}}


def said(text: str, **more) -> dict:
    return {"text": {"body": text}, **more}


def read(*items: dict):
    return read_text("\n".join(json.dumps(frame) for frame in (*FRAMES, *items)), "main.jsonl")


def test_people_and_chats_are_named_by_their_frames():
    reading = read(
        item(0, standardMessage=said("hello")),
        item(1, author="1", standardMessage=said("hi")),
        item(2, author="3", chat="11", standardMessage=said("in the group")),
        item(3, author="1", chat="12", standardMessage=said("remember")),
    )
    assert reading.format == "signal"
    assert [(one.conversation, one.sender, one.sender_ref) for one in reading.messages] == [
        ("Ann", "Ann", str(ANN)),
        ("Ann", "Olga Own", ""),
        ("Walkers", "+491700000000", "+491700000000"),
        ("Note to Self", "Olga Own", ""),
    ]
    assert reading.messages[0].sent_at.timestamp() * 1000 == START_MS
    assert reading.messages[0].source_ref == f"{ANN}:{START_MS}", "as signal-cli has it"
    assert (reading.report.skipped, reading.report.warnings) == (0, [])


def test_quotes_edits_reactions_mentions_and_files():
    mention = {"start": 0, "length": 1, "mentionAci": ACI}
    picture = {
        "pointer": {"contentType": "image/jpeg", "fileName": "a.jpg", "locatorInfo": {"size": 7}},
        "flag": "NONE",
    }
    voice = {"pointer": {"contentType": "audio/aac"}, "flag": "VOICE_MESSAGE"}
    reading = read(
        item(
            5, standardMessage=said("new words"), revisions=[item(0, standardMessage=said("old"))["chatItem"]]
        ),
        item(
            6,
            author="1",
            standardMessage={
                "text": {"body": "\ufffc look", "bodyRanges": [mention]},
                "quote": {"targetSentTimestamp": str(START_MS + 5), "authorId": "2", "text": {"body": "new"}},
                "attachments": [picture, voice],
                "reactions": [{"emoji": "👍", "authorId": "2"}, {"emoji": "👍", "authorId": "1"}],
                "linkPreview": [{"url": "https://example.org/x"}],
            },
        ),
    )
    edited, answer = reading.messages
    assert (edited.text, edited.is_edited) == ("new words", True)
    assert (edited.edited_at - edited.sent_at).total_seconds() == 0.005
    assert answer.reply_to_ref == edited.source_ref
    assert (answer.text, answer.mentions, answer.links) == ("@Ann look", ("Ann",), ("https://example.org/x",))
    assert [(one.name, one.type, one.size_bytes) for one in answer.attachments] == [
        ("a.jpg", "image", 7),
        ("", "audio", None),
    ]
    assert [(one.emoji, one.count, one.senders) for one in answer.reactions] == [
        ("👍", 2, ("Ann", "Olga Own"))
    ]


def test_kinds():
    call = {"type": "VIDEO_CALL", "direction": "INCOMING", "state": "MISSED"}
    renamed = {"updates": [{"groupNameUpdate": {"updaterAci": ACI, "newGroupName": "Hikers"}}]}
    reading = read(
        item(0, remoteDeletedMessage={}),
        item(
            1, poll={"question": "When?", "options": [{"option": "Monday", "votes": []}, {"option": "never"}]}
        ),
        item(2, updateMessage={"individualCall": call}),
        item(3, updateMessage={"simpleUpdate": {"type": "IDENTITY_UPDATE"}}),
        item(4, chat="11", updateMessage={"groupChange": renamed}),
        item(5, stickerMessage={"sticker": {"emoji": "🦊", "packId": "x"}}),
        item(6, contactMessage={"contact": {"name": {"givenName": "Bob"}}}),
        item(7, viewOnceMessage={}),
        item(8, updateMessage={"somethingOfTomorrow": {}}),
    )
    assert [(one.kind, one.text) for one in reading.messages] == [
        (DELETED, ""),
        (POLL, "When?\n- Monday\n- never"),
        (CALL, "Incoming video call (Ann), missed."),
        (SYSTEM, "The safety number with Ann changed."),
        (SYSTEM, "Ann: group name: Hikers."),
        (MESSAGE, "🦊"),
        (MESSAGE, "Contact: Bob"),
        (MESSAGE, ""),
        (SYSTEM, "Ann: something of tomorrow."),
    ]


def test_what_lies_beside_it_is_no_chat(tmp_path):
    lines = "\n".join(json.dumps(frame) for frame in (*FRAMES, item(0, standardMessage=said("hello"))))
    (tmp_path / "main.jsonl").write_text(lines)
    (tmp_path / "metadata.json").write_text('{"version": 1}')
    tree = Tree.of_folder(tmp_path)
    units = plan(tree)
    assert [unit.path for unit in units] == ["main.jsonl"]
    assert [one.text for one in parse_unit(units[0], tree, ParseOptions()).messages] == ["hello"]
