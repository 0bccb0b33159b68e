import json
import time

import pytest

from apps.uploads.parsing.base import UnreadableExport
from apps.uploads.tests.parsing.reading import read_text
from apps.uploads.tests.parsing.trees import read_tree


def node(
    identity: str, parent: str | None = None, role: str = "user", at: float | None = 1.7e9, **message
) -> dict:
    content = message.pop("content", {"content_type": "text", "parts": [identity]})
    said = {"id": identity, "author": {"role": role}, "create_time": at, "content": content, **message}
    return {"id": identity, "parent": parent, "children": [], "message": said}


def read(*nodes: dict, **conversation):
    mapping = {one["id"]: one for one in nodes}
    return read_text(
        json.dumps([{"title": "Shed", "id": "c1", "mapping": mapping, **conversation}]), "chat.json"
    )


FORK = (node("a"), node("b", "a", "assistant", 1.7e9 + 1), node("b2", "a", "assistant", 1.7e9 + 2))


def test_the_branch_of_the_current_node_is_shown_and_the_others_are_counted():
    reading = read(*FORK, current_node="b")
    assert reading.texts == ["a", "b"]
    assert reading.report.warnings[0].endswith(": 1.")


def test_without_a_current_node_the_latest_branch_is_shown():
    assert read(*FORK).texts == ["a", "b2"]
    assert read(*FORK, current_node="gone").texts == ["a", "b2"]


def test_links_may_stand_at_either_end():
    parent, child = node("a"), {**node("b"), "parent": None}
    parent["children"] = ["b", "gone", None]
    assert read(child, parent, current_node="b").texts == ["a", "b"]


def test_trees_whose_common_root_is_missing_are_all_shown():
    second = (node("d", at=1.7e9 + 9), node("e", "d", "assistant", 1.7e9 + 10))
    reading = read(*second, *FORK, node("alone", "gone", at=None))
    assert reading.texts == ["alone", "a", "b2", "d", "e"]
    assert reading.report.warnings[0].endswith(": 1.")


def test_nodes_without_links_go_by_time_and_those_without_time_stay_where_they_are():
    nodes = (node("c", at=3e9), node("a", at=1e9), node("b", at=None))
    assert read(*nodes).texts == ["a", "b", "c"]


def test_a_circle_of_parents_ends():
    assert read(node("a", "b"), node("b", "a"), current_node="a").texts == ["b", "a"]


def test_what_tools_and_thoughts_say_are_events():
    reading = read(
        node("a"),
        node(
            "b",
            "a",
            "assistant",
            content={"content_type": "thoughts", "thoughts": [{"summary": "Hm", "content": "x"}]},
        ),
        node(
            "c",
            "b",
            "tool",
            content={"content_type": "execution_output", "text": "4"},
            author={"role": "tool", "name": "python"},
        ),
        node("d", "c", "assistant"),
        current_node="d",
    )
    assert [(m.kind, m.sender, m.text) for m in reading.messages] == [
        ("message", "user", "a"),
        ("system", "assistant", "Hm\nx"),
        ("system", "python", "4"),
        ("message", "assistant", "d"),
    ]


def test_hidden_messages_are_left_out_and_counted():
    hidden = node("s", None, "system", metadata={"is_visually_hidden_from_conversation": True})
    context = node("u", "s", content={"content_type": "user_editable_context", "text": "Be brief."})
    reading = read(hidden, context, node("a", "u"), current_node="a")
    assert reading.texts == ["a"]
    assert reading.report.warnings[-1].endswith(": 2.")


def test_pictures_sounds_and_files():
    picture = {
        "content_type": "image_asset_pointer",
        "asset_pointer": "file-service://file-1",
        "size_bytes": 9,
    }
    call = {
        "content_type": "real_time_user_audio_video_asset_pointer",
        "audio_asset_pointer": {"asset_pointer": "sediment://f2"},
    }
    heard = {"content_type": "audio_transcription", "text": "said aloud"}
    content = {"content_type": "multimodal_text", "parts": [picture, "look", call, heard, None]}
    files = {"attachments": [{"id": "f3", "name": "plan.pdf", "size": 7, "mimeType": "application/pdf"}, 5]}
    [message] = read(node("a", content=content, metadata=files)).messages
    assert message.text == "look\nsaid aloud"
    assert [(one.name, one.type, one.size_bytes) for one in message.attachments] == [
        ("plan.pdf", "file", 7),
        ("file-1", "image", 9),
        ("f2", "audio", None),
    ]


def test_texts_in_place_of_content_and_parts():
    assert read(node("a", content="one"), node("b", "a", content={"parts": "two"})).texts == ["one", "two"]


def test_citations_become_links():
    content = {"content_type": "text", "parts": ["See \ue200cite\ue202turn0search0\ue201 there."]}
    cited = {"content_references": [{"items": [{"url": "https://example.org/a"}]}, {"url": "javascript:x"}]}
    [message] = read(node("a", None, "assistant", content=content, metadata=cited)).messages
    assert (message.text, message.links) == ("See there.", ("https://example.org/a",))


def test_unknown_content_is_kept_and_told():
    reading = read(node("a", content={"content_type": "hologram", "text": "hi"}))
    assert reading.texts == ["hi"]
    assert "hologram (1)" in reading.report.warnings[0]


def test_unknown_content_without_text_is_a_skip():
    reading = read(node("a"), node("b", "a", content={"content_type": "hologram", "beams": []}))
    assert (reading.texts, reading.report.skips[0].excerpt) == (["a"], "hologram")


def test_a_picture_that_is_stated_with_its_name_is_one_file():
    part = {"content_type": "image_asset_pointer", "asset_pointer": "sediment://file_1#a", "size_bytes": 9}
    stated = {"attachments": [{"id": "file_1", "name": "cat.png", "size": 9, "mime_type": "image/png"}]}
    content = {"content_type": "multimodal_text", "parts": [part, "look"]}
    [message] = read(node("a", content=content, metadata=stated)).messages
    assert [(one.name, one.type, one.size_bytes) for one in message.attachments] == [("cat.png", "image", 9)]


def test_group_chats_are_read_if_there_are_any_and_the_canvas_is_no_chat():
    archive = {
        "conversations.json": [{"title": "Shed", "mapping": {"a": node("a")}}],
        "textdocs/1.json": {"messages": [{"author": "x", "text": "no chat"}]},
        "group_chats.json": {"chats": []},
    }
    assert set(read_tree(archive)) == {"conversations.json"}
    chats = [{"messages": [{"sender": "ann", "text": "hello all", "timestamp": 1_700_000_000}]}]
    assert "group_chats.json" in read_tree({**archive, "group_chats.json": {"chats": chats}})


def test_what_stands_before_a_damage_is_read():
    whole = json.dumps(
        [{"title": "Shed", "mapping": {"a": node("a")}}, {"title": "Gate", "mapping": {"b": node("b")}}]
    )
    reading = read_text(whole[:-60], "conversations.json")
    assert reading.texts == ["a"]
    assert reading.report.damage.code == "broken_json"


def test_conversations_without_messages_are_no_chat():
    with pytest.raises(UnreadableExport):
        read_text(
            '[{"title": "x", "mapping": {"a": {"message": null, "children": []}}}]', "conversations.json"
        )


def test_a_long_chain_and_many_citations_take_linear_time():
    nodes = [node(str(number), str(number - 1), at=None) for number in range(5_000)]
    cited = {"content_type": "text", "parts": ["\ue200" * 200_000]}
    started = time.process_time()
    reading = read(*nodes, node("end", "4999", content=cited), current_node="end")
    assert len(reading.messages) == 5_000
    assert time.process_time() - started < 2


def test_the_page_of_an_export_holds_its_conversations():
    chats = [{"title": "Shed", "id": "c1", "mapping": {"a": node("a", content="x < y; [é]\n</b>")}}]
    script = (
        f"var jsonData = {json.dumps(chats)};\nvar assetsJson = {{}};\nfunction draw(a) {{ return a[0]; }}"
    )
    page = f"<html><head><title>ChatGPT Data Export</title></head><body><script>\n  {script}\n</script></body></html>"
    reading = read_text(page, "chat.html")
    assert (reading.format, reading.texts) == ("chatgpt", ["x < y; [é]\n</b>"])
    assert reading.report.damage is None
    cut = read_text(page.replace("}];", "}, {"), "chat.html")
    assert (cut.texts, cut.report.damage.code) == (reading.texts, "broken_json")
