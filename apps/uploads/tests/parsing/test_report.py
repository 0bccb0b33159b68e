import json
from datetime import UTC, datetime, timedelta

from apps.uploads.parsing.base import (
    Attachment,
    Choice,
    EvidenceLine,
    Inference,
    ParsedMessage,
    ParseReport,
    Reaction,
)
from apps.uploads.parsing.report import MAX_PEOPLE, ReportBuilder, describe_reading

START = datetime(2024, 5, 1, 12, tzinfo=UTC)


def say(number: int = 0, sender: str | None = "Ann", **fields) -> ParsedMessage:
    moment = START + timedelta(days=number)
    return ParsedMessage(
        **{"conversation": "Garden", "sender": sender, "sent_at": moment, "text": "x", **fields}
    )


def build(*messages: ParsedMessage) -> dict:
    builder = ReportBuilder()
    for message in messages:
        builder.add(message)
    return builder.describe()


def test_what_people_said_is_counted_apart_from_events():
    report = build(
        say(0),
        say(1, kind="poll"),
        say(2, kind="deleted"),
        say(3, kind="system", sender=None),
        say(4, kind="call", sender="Bob"),
    )
    counts = report["counts"]
    assert [counts[name] for name in ("messages", "polls", "deleted", "system", "calls")] == [3, 1, 1, 1, 1]
    assert report["people"] == [{"name": "Ann", "messages": 3}], "Bob only called"
    assert report["conversations"] == [{"name": "Garden", "messages": 3, "events": 2}]
    assert report["last"]["utc"] == "2024-05-03T12:00:00Z", "times are of what people said"


def test_details_are_counted():
    report = build(
        say(0, is_edited=True, reply_to_ref="1", thread_ref="t", forwarded_from="Eve"),
        say(0, reactions=(Reaction("👍", 3), Reaction("❤"))),
        say(
            0, attachments=(Attachment("a.jpg", "image"),), mentions=("Bob", "Eve"), links=("https://x.org",)
        ),
        say(0, sent_at=None),
    )
    assert report["counts"] == {
        "messages": 4,
        "polls": 0,
        "deleted": 0,
        "system": 0,
        "calls": 0,
        "people": 1,
        "conversations": 1,
        "undated": 1,
        "edited": 1,
        "replies": 1,
        "in_threads": 1,
        "reactions": 4,
        "attachments": 1,
        "mentions": 2,
        "links": 1,
        "forwarded": 1,
    }


def test_somebody_with_an_id_is_one_under_all_names_and_others_are_told_apart_by_name():
    report = build(
        say(0, "Ann", sender_ref="7"),
        say(1, "Ann B.", sender_ref="7"),
        say(2, "Ann B.", sender_ref="7"),
        say(3, "Ann", sender_ref="8"),
        say(4, "Zoe"),
    )
    assert report["people"] == [
        {"name": "Ann B.", "messages": 3},
        {"name": "Ann", "messages": 1},
        {"name": "Zoe", "messages": 1},
    ]
    assert report["counts"]["people"] == 3


def test_a_renamed_chat_is_one_and_chats_of_one_name_are_two():
    report = build(
        say(conversation="old", conversation_ref="1"),
        say(conversation="new", conversation_ref="1"),
        say(conversation="old", conversation_ref="2"),
    )
    assert [(chat["name"], chat["messages"]) for chat in report["conversations"]] == [("old", 2), ("old", 1)]


def test_lists_are_cut_and_counts_are_not():
    report = build(*(say(0, f"person {number}") for number in range(MAX_PEOPLE + 5)))
    assert (len(report["people"]), report["counts"]["people"]) == (MAX_PEOPLE, MAX_PEOPLE + 5)


def test_gaps_tell_the_messages_around_them():
    report = build(say(0, local_time="2024-05-01T14:00:00"), say(20))
    assert report["gaps"] == [
        {
            "from": {"utc": "2024-05-01T12:00:00Z", "local": "2024-05-01T14:00:00"},
            "to": {"utc": "2024-05-21T12:00:00Z", "local": ""},
            "days": 20.0,
        }
    ]


def test_how_a_file_was_read_is_plain_json():
    report = ParseReport(format="whatsapp", recognised_by="Lines begin with dates.", encoding="utf-8")
    report.infer(
        Inference(
            "date_order",
            "dmy",
            "file",
            1.0,
            "Day first.",
            lines=(EvidenceLine(3, "31/01/2024", "no month 31"),),
            choices=(Choice("dmy", "day, month, year"),),
        )
    )
    report.repair("UTF-8 read as Latin-1", 2)
    report.skip(9, "No time.", "???")
    described = json.loads(json.dumps(describe_reading(report, "WhatsApp text export")))
    assert described["repairs"] == [{"what": "UTF-8 read as Latin-1", "count": 2}]
    assert described["skips"] == [{"position": 9, "reason": "No time.", "excerpt": "???"}]
    (inference,) = described["inferences"]
    assert inference["lines"] == [{"position": 3, "excerpt": "31/01/2024", "says": "no month 31"}]
    assert (inference["subject"], inference["needs_input"]) == ("date_order", False)
