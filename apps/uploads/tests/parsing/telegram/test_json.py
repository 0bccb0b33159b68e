import json
import time
from datetime import UTC, datetime

import pytest

from apps.uploads.parsing.base import Attachment, Reaction, UnreadableExport
from apps.uploads.tests.parsing.reading import read_text

AT = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
SAID = {
    "id": 5,
    "type": "message",
    "date_unixtime": "1700000000",
    "from": "Ann",
    "from_id": "user7",
    "text": "hi",
}


def read(*records: dict, head: dict | None = None, **options):
    head = {"name": "Den", "type": "private_supergroup", "id": 77} if head is None else head
    return read_text(json.dumps({**head, "messages": list(records)}), "result.json", **options)


def read_one(**fields):
    [message] = read({**SAID, **fields}).messages
    return message


def test_a_message_and_its_chat():
    message = read_one()
    assert (message.sender, message.sender_ref, message.text, message.sent_at) == ("Ann", "user7", "hi", AT)
    assert (message.conversation, message.conversation_ref, message.source_ref) == ("Den", "77", "5")
    assert (message.precision, message.local_time) == ("second", "")


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ({"type": "saved_messages", "id": 7}, "Saved Messages"),
        ({"name": None, "type": "personal_chat", "id": 7}, "Deleted Account"),
        ({"type": "private_group", "id": 7}, "Chat 7"),
    ],
)
def test_nameless_chats(head, name):
    assert read(SAID, head=head).messages[0].conversation == name


def test_a_name_may_stand_after_the_messages():
    [message] = read_text(
        json.dumps({"id": 77, "messages": [SAID], "name": "Den", "type": "bot_chat"})
    ).messages
    assert (message.conversation, message.conversation_ref) == ("Den", "77")


def test_all_chats_of_a_full_export():
    chat = {"type": "personal_chat", "messages": [SAID]}
    document = {
        "about": "x",
        "personal_information": {},
        "chats": {"about": "y", "list": [{"name": "A", "id": 1, **chat}, {"name": "B", "id": 2, **chat}]},
        "left_chats": {"list": [{"name": "C", "id": 3, **chat}]},
    }
    messages = read_text(json.dumps(document), "result.json").messages
    assert [(m.conversation, m.conversation_ref) for m in messages] == [("A", "1"), ("B", "2"), ("C", "3")]


@pytest.mark.parametrize(
    "text",
    [
        "see this",
        ["see ", "this"],
        ["see ", {"type": "bold", "text": "this"}],
        [{"type": "plain", "text": "see "}, None, "", {"type": "link", "text": "this"}],
    ],
)
def test_text_is_a_string_or_pieces(text):
    assert read_one(text=text).text == "see this"


def test_entities_tell_addresses_and_people():
    message = read_one(
        text=[
            {"type": "text_link", "text": "here", "href": "https://x.org"},
            " ",
            {"type": "mention", "text": "@ann"},
            {"type": "mention_name", "text": "Bob", "user_id": 5},
        ]
    )
    assert (message.text, message.links, message.mentions) == (
        "here @annBob",
        ("https://x.org",),
        ("ann", "Bob"),
    )
    only_entities = read_one(
        text="", text_entities=[{"type": "plain", "text": "hi"}, {"type": "bold", "text": "!"}]
    )
    assert only_entities.text == "hi!"


def test_unix_times_win_and_local_ones_take_the_zone():
    both = {"date": "2023-11-14T23:13:20"}
    assert read({**SAID, **both}, timezone="Asia/Tokyo").messages[0].sent_at == AT
    local = {key: value for key, value in {**SAID, **both}.items() if key != "date_unixtime"}
    [message] = read(local, timezone="Europe/Berlin").messages
    assert (message.sent_at, message.local_time) == (AT, "2023-11-14T23:13:20")


def test_edits_of_1970_are_none():
    assert not read_one(edited="1970-01-01T01:00:00").is_edited
    edited = read_one(edited="2023-11-14T23:13:20", edited_unixtime="1700000000")
    assert (edited.is_edited, edited.edited_at) == (True, AT)


def test_deleted_accounts_and_old_ids():
    assert (read_one(**{"from": None}).sender, read_one(from_id=7).sender_ref) == ("Deleted Account", "user7")


def test_replies_in_the_chat_and_elsewhere():
    refs = [
        read_one(reply_to_message_id=3, **more).reply_to_ref
        for more in ({}, {"reply_to_peer_id": "channel77"}, {"reply_to_peer_id": "channel8"})
    ]
    assert refs == ["3", "3", ""]


def test_messages_belong_to_the_topic_they_answer_into():
    created = {"id": 1, "type": "service", "action": "topic_created", "title": "Beans", "actor": "Ann"}
    inside = {**SAID, "id": 2, "reply_to_message_id": 1}
    answer = {**SAID, "id": 3, "reply_to_message_id": 2}
    aside = {**SAID, "id": 4}
    messages = read(created, inside, answer, aside).messages
    assert [(m.thread_ref, m.reply_to_ref) for m in messages] == [("1", ""), ("1", ""), ("1", "2"), ("", "")]


def test_reactions_of_all_kinds():
    recent = [{"from": "Ann", "from_id": "user7", "date": "x"}, {"from": None}]
    message = read_one(
        reactions=[
            {"type": "emoji", "count": 3, "emoji": "🔥", "recent": recent},
            {"type": "custom_emoji", "count": 1, "document_id": "123"},
            {"type": "custom_emoji", "count": 2, "document_id": "456"},
            {"type": "paid", "count": 9},
        ]
    )
    assert message.reactions == (
        Reaction("🔥", 3, ("Ann", "Deleted Account")),
        Reaction(":custom_emoji:", 3),
        Reaction("⭐", 9),
    )


@pytest.mark.parametrize(
    ("fields", "attachment"),
    [
        ({"photo": "photos/a.jpg", "photo_file_size": 5}, Attachment("a.jpg", "image", 5)),
        (
            {"photo": "(File not included. Change data exporting settings to download.)"},
            Attachment("", "image"),
        ),
        ({"file": "files/x.webp", "media_type": "sticker"}, Attachment("x.webp", "sticker")),
        (
            {"file": "f/v.ogg", "file_name": "v.ogg", "media_type": "voice_message"},
            Attachment("v.ogg", "audio"),
        ),
        (
            {"file": "(File unavailable)", "file_name": "m.pdf", "file_size": 7},
            Attachment("m.pdf", "file", 7),
        ),
    ],
)
def test_files(fields, attachment):
    assert read_one(text="", **fields).attachments == (attachment,)


@pytest.mark.parametrize(
    ("fields", "kind", "text"),
    [
        ({"sticker_emoji": "🙂", "file": "x", "media_type": "sticker"}, "message", "🙂"),
        ({"location_information": {"latitude": 1.5, "longitude": -2}}, "message", "Location: 1.5, -2"),
        ({"location_information": None}, "message", "Location"),
        (
            {
                "place_name": "Bar",
                "address": "Main St",
                "location_information": {"latitude": 1, "longitude": 2},
            },
            "message",
            "Location: Bar, Main St, 1, 2",
        ),
        ({"contact_information": {"first_name": "Bob", "phone_number": "+1"}}, "message", "Contact: Bob, +1"),
        (
            {
                "poll": {
                    "question": ["Best", {"text": "?"}],
                    "answers": [{"text": "A", "voters": 7}, {"text": "B"}],
                }
            },
            "poll",
            "Best?\n- A (7)\n- B",
        ),
        ({"todo_list": {"title": "Do", "answers": [{"text": "dig"}]}}, "message", "Do\n- dig"),
        (
            {"invoice_information": '{"title": "Beans", "description": "ten"}'},
            "message",
            "Invoice: Beans, ten",
        ),
        ({"paid_stars_amount": 5}, "message", "Paid media (5 stars)"),
    ],
)
def test_what_is_neither_words_nor_a_file(fields, kind, text):
    message = read_one(**{"text": "", **fields})
    assert (message.kind, message.text) == (kind, text)


@pytest.mark.parametrize(
    ("fields", "kind", "text"),
    [
        (
            {"action": "create_group", "title": "Den", "members": ["Ann"]},
            "system",
            "Ann created the group Den",
        ),
        ({"action": "invite_members", "members": ["Bob", None]}, "system", "Ann added Bob, Deleted Account"),
        ({"action": "invite_members", "members": ["Ann"]}, "system", "Ann joined the group"),
        ({"action": "remove_members", "members": ["Ann"]}, "system", "Ann left the group"),
        ({"action": "phone_call", "duration_seconds": 56}, "call", "Ann called, 56 seconds"),
        ({"action": "phone_call", "discard_reason": "missed"}, "call", "Ann called, missed"),
        ({"action": "score_in_game", "score": 7}, "system", "Ann scored 7 in a game"),
        (
            {
                "action": "send_star_gift",
                "stars": 15,
                "gift_text": ["well ", {"type": "bold", "text": "done"}],
            },
            "system",
            "Ann sent a gift for 15 stars: well done",
        ),
        (
            {"action": "send_payment", "amount": 500, "currency": "EUR"},
            "system",
            "A payment of 500 EUR was made",
        ),
        (
            {"action": "allow_sending_messages", "reason_domain": "x.org"},
            "system",
            "The bot was allowed to send messages for x.org",
        ),
        (
            {"action": "proximity_reached", "from": "Ann", "to": "Bob", "distance": 20},
            "system",
            "Ann came within 20 m of Bob",
        ),
        ({"action": "send_premium_gift"}, "system", "Ann gave Telegram Premium"),
        ({"action": "send_premium_gift", "months": 3}, "system", "Ann gave Telegram Premium, months: 3"),
        ({"action": "custom_action", "title": "Ann does"}, "system", "Ann does"),
        ({"action": "brand_new_thing"}, "system", "Ann: brand new thing"),
        ({"information_text": "Told"}, "system", "Told"),
    ],
)
def test_events(fields, kind, text):
    [message] = read(
        {"id": 1, "type": "service", "actor": "Ann", "actor_id": "user7", "text": "", **fields}
    ).messages
    assert (message.kind, message.text, message.sender, message.sender_ref) == (kind, text, "Ann", "user7")


def test_unknown_types_are_kept_and_told():
    reading = read(SAID, {"id": 9, "type": "unsupported"})
    assert [message.kind for message in reading.messages] == ["message", "system"]
    assert len(reading.report.warnings) == 1


def test_control_characters_as_the_program_escapes_them():
    text = json.dumps({"name": "Den", "type": "bot_chat", "messages": [SAID, SAID]})
    reading = read_text(text.replace('"hi"', r'"a\\x41\x0A\x02b"'), "result.json")
    assert reading.texts == ["a\\x41\n\x02b"] * 2
    assert reading.report.skipped == 0


def test_a_cut_off_file_keeps_what_came_before():
    whole = json.dumps({"name": "Den", "type": "bot_chat", "messages": [SAID] * 9})
    reading = read_text(whole[:700], "result.json")
    assert 2 < len(reading.messages) < 9
    assert reading.report.damage.code == "broken_json"


def test_a_chat_without_messages_is_refused():
    with pytest.raises(UnreadableExport) as raised:
        read()
    assert raised.value.code == "no_messages"


def test_many_pieces_of_text_take_linear_time():
    started = time.process_time()
    read_one(
        text=[{"type": "text_link", "text": "a", "href": f"http://x/{number}"} for number in range(20_000)]
    )
    assert time.process_time() - started < 1.5
