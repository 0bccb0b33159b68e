import json

from apps.uploads.parsing.registry import plan
from apps.uploads.parsing.tree import Tree
from apps.uploads.tests.parsing.reading import read_text


def read(*messages, **conversation):
    document = [{"uuid": "c1", "name": "Shed", **conversation, "chat_messages": list(messages)}]
    return read_text(json.dumps(document), "conversations.json")


def said(text="hi", sender="human", **more) -> dict:
    return {"uuid": "m1", "sender": sender, "text": text, "created_at": "2024-01-13T10:30:00.5Z", **more}


def test_blocks_of_text_are_preferred_to_the_joined_text():
    blocks = [
        {"type": "thinking", "thinking": "Hm"},
        {"type": "text", "text": "One"},
        None,
        {"type": "text", "text": "Two"},
    ]
    [message] = read(said("Hm One Two", content=blocks)).messages
    assert message.text == "One\n\nTwo"
    assert read(said("Only this", content=[{"type": "tool_use"}])).texts == ["Only this"]


def test_the_use_of_a_tool_says_nothing():
    note = "```\nThis block is not supported on your current device yet.\n```"
    tool = {"type": "tool_use", "name": "artifacts", "input": {}}
    reading = read(said(note, "assistant", content=[tool]), said("plain", content=[{"type": "new"}]))
    assert reading.texts == ["", "plain"]


def test_what_hand_made_files_say_otherwise():
    chats = [
        {
            "title": "Shed",
            "chat_messages": [{"role": "human", "content": "hi"}, said("", content=[{"text": "ho"}])],
        }
    ]
    found = read_text(json.dumps(chats), "conversations.json").messages
    assert [(m.conversation, m.sender, m.text) for m in found] == [
        ("Shed", "human", "hi"),
        ("Shed", "human", "ho"),
    ]


def test_a_long_text_that_was_pasted_is_what_was_said():
    pasted, named = (
        {"file_name": "", "extracted_content": "long words"},
        {"file_name": "a.txt", "extracted_content": "x"},
    )
    reading = read(
        said("", attachments=[named, pasted]),
        said("see", attachments=[pasted]),
        said("", attachments=[named]),
    )
    assert reading.texts == ["long words", "see", ""]


def test_cited_addresses_are_links():
    citations = [
        {"url": "https://example.org"},
        {"details": {"url": "https://example.com"}},
        {"url": "mailto:x"},
        3,
    ]
    [message] = read(said(content=[{"type": "text", "text": "a", "citations": citations}])).messages
    assert message.links == ("https://example.org", "https://example.com")


def test_a_time_whose_offset_is_cut_off_is_mended():
    reading = read(said(created_at="2025-05-17T05:37:31.993240+"))
    assert reading.messages[0].sent_at.isoformat() == "2025-05-17T05:37:31.993240+00:00"
    assert sum(reading.report.repairs.values()) == 1


def test_a_time_that_is_none_is_listed_and_one_without_zone_is_local():
    reading = read(said(created_at="soon"), said(created_at="2024-01-13T10:30:00"), said(created_at=None))
    assert [message.local_time for message in reading.messages] == ["", "2024-01-13T10:30:00", ""]
    assert [skip.position for skip in reading.report.skips] == [1]


def test_pasted_texts_and_files_are_attachments():
    pasted = {"file_name": "", "file_size": 12, "file_type": "txt", "extracted_content": "words"}
    twice = {"file_name": "plan.txt"}
    files = [{"file_name": "shed.png"}, twice]
    [message] = read(said(attachments=[pasted, None, twice], files=files)).messages
    assert [(one.name, one.type, one.size_bytes) for one in message.attachments] == [
        ("Pasted text", "file", 12),
        ("plan.txt", "file", None),
        ("shed.png", "image", None),
    ]


def test_what_stands_before_a_damage_is_read():
    text = json.dumps([{"uuid": "c1", "chat_messages": [said("one"), said("two")]}])
    reading = read_text(text[:-40], "conversations.json")
    assert reading.texts == ["one"]
    assert reading.report.damage is not None


def test_the_name_may_stand_behind_the_messages():
    document = [{"chat_messages": [said()], "name": name, "uuid": name} for name in ("Shed", "Gate")]
    reading = read_text(json.dumps(document), "conversations.json")
    assert [(m.conversation, m.conversation_ref) for m in reading.messages] == [
        ("Shed", "Shed"),
        ("Gate", "Gate"),
    ]


def test_projects_of_the_archive_are_no_chats(tmp_path):
    chats = [{"uuid": "c1", "name": "Shed", "chat_messages": [said()]}]
    files = {
        "conversations.json": chats,
        "projects/p1.json": {"name": "x", "docs": [{"content": "words"}]},
        "users.json": [],
    }
    (tmp_path / "projects").mkdir()
    for path, content in files.items():
        (tmp_path / path).write_text(json.dumps(content))
    assert [unit.path for unit in plan(Tree.of_folder(tmp_path))] == ["conversations.json"]
