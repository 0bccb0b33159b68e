import json

import pytest

from apps.uploads.tests.parsing.reading import read_text
from apps.uploads.tests.parsing.trees import read_tree

ROOM = "!r:example.org"


def event(number: int, kind: str = "m.room.message", sender: str = "ann", **more) -> dict:
    content = more.pop("content", {"msgtype": "m.text", "body": f"text {number}"})
    return {
        "type": kind,
        "event_id": f"$e{number}",
        "room_id": ROOM,
        "sender": f"@{sender}:example.org",
        "origin_server_ts": 1_700_000_000_000 + number * 1000,
        "content": content,
        **more,
    }


def edit(number: int, target: int, body: str) -> dict:
    relation = {"rel_type": "m.replace", "event_id": f"$e{target}"}
    new = {"msgtype": "m.text", "body": body}
    return event(
        number,
        content={"msgtype": "m.text", "body": f"* {body}", "m.new_content": new, "m.relates_to": relation},
    )


def answer(number: int, target: int, body: str, **relation) -> dict:
    relation = {"m.in_reply_to": {"event_id": f"$e{target}"}, **relation}
    return event(number, content={"msgtype": "m.text", "body": body, "m.relates_to": relation})


def read(*events, **document):
    return read_text(json.dumps({"room_name": "Shed", **document, "messages": list(events)}), "matrix.json")


@pytest.mark.parametrize(
    "events",
    [
        (event(1), edit(2, 1, "new"), edit(3, 1, "newest")),
        (edit(3, 1, "newest"), edit(2, 1, "new"), event(1)),
    ],
)
def test_the_latest_edit_is_applied_wherever_it_stands(events):
    [message] = read(*events).messages
    assert (message.text, message.is_edited, message.source_ref) == ("newest", True, "$e1")
    assert message.edited_at.second == message.sent_at.second + 2


def test_an_edit_of_a_message_that_is_not_there_becomes_it():
    reading = read(event(1), edit(3, 77, "old"), edit(4, 77, "new"))
    assert [(m.source_ref, m.text, m.is_edited) for m in reading.messages] == [
        ("$e1", "text 1", False),
        ("$e77", "new", True),
    ]


def test_an_edit_that_the_server_sends_along_is_applied():
    replaced = {"unsigned": {"m.relations": {"m.replace": edit(2, 1, "new")}}}
    assert read(event(1, **replaced)).texts == ["new"]


def test_redactions_take_back_messages_and_reactions():
    reaction = {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$e1", "key": "👍"}}
    events = [
        event(1),
        event(2),
        event(3, "m.reaction", content=reaction),
        event(4, "m.reaction", "bob", content=reaction),
    ]
    reading = read(
        *events,
        event(5, "m.room.redaction", redacts="$e2"),
        event(6, "m.room.redaction", content={"redacts": "$e3"}),
    )
    assert [(m.kind, m.text) for m in reading.messages] == [("message", "text 1"), ("deleted", "")]
    [reaction] = reading.messages[0].reactions
    assert (reaction.emoji, reaction.count, reaction.senders) == ("👍", 1, ("@bob:example.org",))


def test_answers_lose_their_fallback_and_threads_are_no_answers():
    body = "> <@ann:example.org> text 1\n> more\n\nyes\n> no"
    thread = {"rel_type": "m.thread", "event_id": "$e1", "is_falling_back": True}
    reading = read(
        event(1),
        answer(2, 1, body),
        answer(3, 2, "in it", **thread),
        answer(4, 3, "there", **{**thread, "is_falling_back": False}),
    )
    assert [(m.text, m.reply_to_ref, m.thread_ref) for m in reading.messages[1:]] == [
        ("yes\n> no", "$e1", ""),
        ("in it", "", "$e1"),
        ("there", "$e3", "$e1"),
    ]


def test_encrypted_messages_are_counted_as_skipped():
    reading = read(event(1), event(2, "m.room.encrypted", content={"ciphertext": "x"}))
    assert reading.texts == ["text 1"]
    assert (reading.report.skipped, reading.report.skips[0].reason) == (1, "The message is encrypted.")


def test_state_and_calls_are_events_of_whom_they_came_from():
    joined = event(
        1,
        "m.room.member",
        "bob",
        state_key="@bob:example.org",
        content={"membership": "join", "displayname": "Bob"},
    )
    kicked = event(2, "m.room.member", state_key="@bob:example.org", content={"membership": "leave"})
    reading = read(joined, kicked, event(3, "m.call.invite"), event(4, "m.space.odd", content={"body": "?"}))
    assert [(m.kind, m.sender, m.text) for m in reading.messages] == [
        ("system", "Bob", "Bob joined the room"),
        ("system", "@ann:example.org", "@ann:example.org removed Bob"),
        ("call", "@ann:example.org", "@ann:example.org called"),
        ("system", "@ann:example.org", "@ann:example.org sent m.space.odd: ?"),
    ]


def test_files_have_a_name_and_perhaps_a_caption():
    info = {"size": 9, "mimetype": "image/png"}
    reading = read(
        event(1, content={"msgtype": "m.image", "body": "shed.png", "info": info}),
        event(2, content={"msgtype": "m.file", "body": "our plan", "filename": "plan.pdf"}),
        event(3, "m.sticker", content={"body": "wave"}),
    )
    assert [(m.text, m.attachments[0].name, m.attachments[0].type) for m in reading.messages] == [
        ("", "shed.png", "image"),
        ("our plan", "plan.pdf", "file"),
        ("", "wave", "sticker"),
    ]


def test_people_and_addresses_of_formatted_bodies():
    html = (
        '<a href="https://matrix.to/#/@bob:example.org">Bob</a>, see <a href="https://example.org/x">here</a>'
    )
    [message] = read(
        event(1, content={"msgtype": "m.text", "body": "Bob, see here", "formatted_body": html})
    ).messages
    assert (message.mentions, message.links) == (("Bob",), ("https://example.org/x",))


def test_polls_show_their_answers():
    start = {
        "question": {"m.text": [{"body": "Tea?"}]},
        "answers": [{"id": "1", "m.text": [{"body": "yes"}]}, 5],
    }
    [message] = read(
        event(1, "m.poll.start", content={"m.poll.start": start}), event(2, "m.poll.response")
    ).messages
    assert (message.kind, message.text) == ("poll", "Tea?\nyes")


def test_a_chunk_is_turned_round_and_its_state_only_names():
    state = [
        event(
            9,
            "m.room.member",
            state_key="@ann:example.org",
            content={"membership": "join", "displayname": "Ann"},
        )
    ]
    reading = read_text(json.dumps({"chunk": [event(2), event(1)], "state": state}), "x.json")
    assert [(m.text, m.sender, m.sender_ref) for m in reading.messages] == [
        ("text 1", "Ann", "@ann:example.org"),
        ("text 2", "Ann", "@ann:example.org"),
    ]


def test_rooms_of_a_sync_are_kept_apart():
    rooms = {
        name: {"timeline": {"events": [event(1, room_id=None), 3]}, "state": None}
        for name in ("!a:x", "!b:x")
    }
    reading = read_text(json.dumps({"rooms": {"join": rooms, "leave": {"!c:x": None}}}), "sync.json")
    assert [(m.conversation, m.conversation_ref) for m in reading.messages] == [
        ("!a:x", "!a:x"),
        ("!b:x", "!b:x"),
    ]


def test_lines_of_an_event_each_are_read_and_brought_into_order():
    wrapped = {"decrypted": event(3), "encrypted": {"type": "m.room.encrypted"}}
    lines = [event(2), wrapped, event(1), event(4, room_id="!other:example.org")]
    reading = read_text("\n".join(map(json.dumps, lines)), "backup.ndjson")
    assert [(m.text, m.conversation_ref) for m in reading.messages] == [
        ("text 1", ROOM),
        ("text 2", ROOM),
        ("text 3", ROOM),
        ("text 4", "!other:example.org"),
    ]


def test_a_server_s_export_of_a_user():
    files = {
        f"export/rooms/{ROOM}/events": json.dumps(event(1)),
        f"export/rooms/{ROOM}/state/$e1": json.dumps(event(9, "m.room.name", state_key="")),
        "export/user_data/profile": {"displayname": "Ann"},
        "export/rooms.txt": "Ann: hello\nBob: hi\n",
    }
    readings = read_tree(files)
    assert {path: reading.texts for path, reading in readings.items() if reading.format == "matrix"} == {
        f"export/rooms/{ROOM}/events": ["text 1"]
    }
    assert set(readings) == {f"export/rooms/{ROOM}/events", "export/rooms.txt"}


def test_what_element_could_not_decrypt_and_what_programs_ask_is_not_said():
    failed = {"msgtype": "m.bad.encrypted", "body": "** Unable to decrypt: no keys **"}
    asked = {"msgtype": "m.key.verification.request", "body": "ann wants to verify"}
    reading = read(
        event(1, content=failed),
        event(2, content=asked),
        event(3, "m.key.verification.done", content={}),
        event(4, content={}, unsigned={"redacted_because": {"type": "m.room.redaction"}}),
    )
    assert [(m.kind, m.text) for m in reading.messages] == [
        ("system", "ann wants to verify"),
        ("deleted", ""),
    ]
    assert reading.report.skipped == 1
    assert reading.report.warnings == ["Messages that were exported encrypted cannot be read: 1."]


def test_a_message_without_a_kind_is_a_text():
    reading = read(event(1, content={"body": "hi"}))
    assert [(m.text, m.attachments) for m in reading.messages] == [("hi", ())]
    assert not reading.report.warnings
