import json

from apps.uploads.tests.parsing.reading import read_text
from apps.uploads.tests.parsing.trees import read_tree

GROUP = "Takeout/Google Chat/Groups/DM AbC1"
ANN = {"name": "Ann", "email": "Ann@x.org", "user_type": "Human"}
BOB = {"name": "Bob", "email": "bob@x.org", "user_type": "Human"}
AT = "Friday, May 29, 2026 at 3:00:29\u202fAM UTC"


def read(*messages: dict):
    filled = [
        {"creator": ANN, "created_date": AT, "message_id": f"s/t{n}/t{n}", **m}
        for n, m in enumerate(messages)
    ]
    return read_text(json.dumps({"messages": filled}), "messages.json")


def test_a_direct_message_is_named_after_the_other_and_never_after_the_owner():
    files = {
        f"{GROUP}/messages.json": {"messages": [{"creator": BOB, "created_date": AT, "text": "hi"}]},
        f"{GROUP}/group_info.json": {"members": [ANN, BOB]},
        "Takeout/Google Chat/Users/User 1/user_info.json": {"user": ANN},
    }
    [(path, reading)] = read_tree(files).items()
    assert path == f"{GROUP}/messages.json"
    assert [(m.conversation, m.conversation_ref, m.sender_ref) for m in reading.messages] == [
        ("Bob", "AbC1", "bob@x.org")
    ]


def test_sizes_are_of_the_files_as_they_are_really_called():
    attached = {"attached_files": [{"original_name": "a.jpg", "export_name": "File-a.jpg"}]}
    files = {
        f"{GROUP}/messages.json": {"messages": [{"creator": BOB, "created_date": AT, **attached}] * 2},
        f"{GROUP}/group_info.json": {},
        f"{GROUP}/File-a.jpg": b"12345",
        f"{GROUP}/File-a(1).jpg": b"1234567",
    }
    reading = read_tree(files)[f"{GROUP}/messages.json"]
    assert [m.attachments[0].size_bytes for m in reading.messages] == [5, 7]


def test_deleted_edited_and_calls():
    meeting = {"video_call_metadata": {"meeting_space": {"meeting_url": "https://meet.google.com/x"}}}
    reading = read(
        {"creator": None, "message_state": "DELETED"},
        {"creator": None},
        {"text": "new", "created_date": None, "updated_date": AT},
        {"annotations": [meeting]},
        {"text": "join", "annotations": [meeting]},
    )
    assert [(m.kind, m.text, m.is_edited) for m in reading.messages] == [
        ("deleted", "", False),
        ("deleted", "", False),
        ("message", "new", True),
        ("call", "Started a call: https://meet.google.com/x", False),
        ("message", "join", False),
    ]
    assert reading.messages[2].sent_at == reading.messages[2].edited_at == reading.messages[4].sent_at
    assert reading.messages[4].links == ("https://meet.google.com/x",)


def test_a_quotation_finds_what_it_quotes_by_its_words():
    quoted = {"quoted_message_metadata": {"creator": {"name": "Bob"}, "text": "Shall  we?"}}
    reading = read({"text": "Shall we?"}, {"text": "Shall we?", "creator": BOB}, {"text": "Yes", **quoted})
    assert [m.reply_to_ref for m in reading.messages] == ["", "", "s/t1/t1"]


def test_links_behind_words_and_people_mentioned():
    wrapped = {"url": {"private_do_not_access_or_else_safe_url_wrapped_value": "https://x.org/long"}}
    notes = [
        {"url_metadata": wrapped},
        {"url_metadata": {"url": "https://shown.org"}},
        {"user_mention_metadata": {"user": {"name": "Bob"}}},
        None,
    ]
    message = read({"text": "@Bob see https://shown.org", "annotations": notes}).messages[0]
    assert (message.links, message.mentions) == (("https://x.org/long",), ("Bob",))


def test_a_time_nobody_can_read_keeps_the_message():
    reading = read({"text": "a", "created_date": "soon"}, {"text": "b"})
    assert [m.sent_at is None for m in reading.messages] == [True, False]
    assert reading.report.skips[0].excerpt == "soon"


def test_times_without_a_zone_are_local():
    content = json.dumps(
        {"messages": [{"creator": ANN, "text": "x", "created_date": AT.removesuffix(" UTC")}]}
    )
    message = read_text(content, "messages.json", timezone="Europe/Berlin").messages[0]
    assert (message.local_time, message.sent_at.isoformat()) == (
        "2026-05-29T03:00:29",
        "2026-05-29T01:00:29+00:00",
    )


def test_an_edited_message_was_written_when_its_first_version_was():
    later = "Friday, May 29, 2026 at 4:10:00\u202fAM UTC"
    first = {"created_date": AT, "text": "old"}
    [message] = read(
        {"text": "new", "created_date": None, "updated_date": later, "previous_message_versions": [first]}
    ).messages
    assert (message.sent_at.isoformat(), message.edited_at.isoformat(), message.is_edited) == (
        "2026-05-29T03:00:29+00:00",
        "2026-05-29T04:10:00+00:00",
        True,
    )


def test_tasks_calls_and_videos():
    task = {"creation": {}, "task_properties": {"title": "Mend the shed", "description": "before May"}}
    integration = "gsuite_integration_metadata"
    reading = read(
        {"annotations": [{integration: {"tasks_data": task}}]},
        {"annotations": [{integration: {"call_data": {"call_status": "CALL_ENDED"}}}]},
        {"text": "https://youtu.be/abc123", "annotations": [{"youtube_metadata": {"id": "abc123"}}]},
        {"text": "this", "annotations": [{"youtube_metadata": {"id": "abc123"}}]},
    )
    assert [(m.kind, m.text) for m in reading.messages] == [
        ("message", "Created a task: Mend the shed\nbefore May"),
        ("call", "Call ended"),
        ("message", "https://youtu.be/abc123"),
        ("message", "this"),
    ]
    assert [m.links for m in reading.messages[2:]] == [(), ("https://www.youtube.com/watch?v=abc123",)]
