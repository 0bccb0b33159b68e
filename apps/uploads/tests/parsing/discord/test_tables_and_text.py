import time

import pytest

from apps.uploads.parsing.base import Attachment, Reaction
from apps.uploads.tests.parsing.reading import read_text

HEADER = "AuthorID,Author,Date,Content,Attachments,Reactions\n"
BANNER = "=" * 62
NAME = "Club - Garden - beans [1064990764406419508]"


def read_row(row: str, **options):
    reading = read_text(HEADER + row + "\n", f"{NAME}.csv", **options)
    [message] = reading.messages
    return message


def test_a_row():
    message = read_row(
        '"11","ann#1234","2023-01-17T19:33:19.0870000+00:00","one, ""two""\nthree","https://x/a.png?e=1,https://x/b.mp4",'
        '"👍 (2),❤️ (1)"'
    )
    assert (message.sender, message.sender_ref, message.text) == ("ann", "11", 'one, "two"\nthree')
    assert (message.sent_at.isoformat(), message.precision) == ("2023-01-17T19:33:19.087000+00:00", "")
    assert (message.conversation, message.conversation_ref) == (
        "Club - Garden - beans",
        "1064990764406419508",
    )
    assert message.attachments == (Attachment("a.png", "image"), Attachment("b.mp4", "video"))
    assert message.reactions == (Reaction("👍", 2), Reaction("❤️", 1))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Joined the server.", "system"),
        ("Started a call that lasted 113 minutes.", "call"),
        ("Started a call that lasted 1,130 minutes.", "call"),
        ("Changed the channel name: peas", "system"),
        ("Removed Bob Ray from the group.", "system"),
        ("Joined the server. Great!", "message"),
        ("Pinned a message", "message"),
    ],
)
def test_what_the_program_says_is_told_by_its_sentences(text, kind):
    assert read_row(f'"11","ann","2023-01-17T19:33:19+00:00","{text}","",""').kind == kind


def test_early_tables_have_local_dates():
    message = read_row('"11","ann","17-Jan-23 07:33 PM","hi","",""', timezone="Europe/Berlin")
    assert (message.local_time, message.precision) == ("2023-01-17T19:33:00", "minute")


def test_short_rows_are_skipped():
    reading = read_text(HEADER + '"11","ann"\n"11","ann","2023-01-17T19:33:19+00:00","hi"\n', "x.csv")
    assert (reading.texts, reading.report.skipped) == (["hi"], 1)


def make_text(*blocks: str, stated: int | None = None) -> str:
    count = len(blocks) if stated is None else stated
    head = f"{BANNER}\nGuild: Club\nChannel: Garden / beans\nTopic: [1] x\n{BANNER}\n\n"
    return (
        head
        + "".join(f"{block}\n\n" for block in blocks)
        + f"{BANNER}\nExported {count:,} message(s)\n{BANNER}\n"
    )


def read_block(block: str):
    [message] = read_text(make_text(block), f"{NAME}.txt").messages
    return message


def test_a_block():
    message = read_block(
        "[17-Jan-23 07:33 PM] ann (pinned)\none\n\n[not] a header\n\n{Attachments}\nhttps://x/a.png?e=1\n\n"
        "{Embed}\nTitle\n\n{Stickers}\nhttps://x/wave.png\n\n{Reactions}\n👍 (2) ❤️"
    )
    assert (message.sender, message.text, message.local_time) == (
        "ann",
        "one\n\n[not] a header",
        "2023-01-17T19:33:00",
    )
    assert (message.conversation, message.conversation_ref) == ("Club / beans", "1064990764406419508")
    assert message.attachments == (Attachment("a.png", "image"), Attachment("wave.png", "sticker"))
    assert message.reactions == (Reaction("👍", 2), Reaction("❤️", 1))


def test_forwarded_words_and_embeds_stand_in_for_missing_ones():
    forwarded = read_block("[17-Jan-23 07:33 PM] ann\n\n{Forwarded Message}\nold news")
    assert (forwarded.text, forwarded.forwarded_from) == ("old news", "unknown")
    assert read_block("[17-Jan-23 07:33 PM] bot\n\n{Embed}\nTitle").text == "Title"


def test_direct_chats_have_no_guild():
    text = make_text("[17-Jan-23 07:33 PM] ann\nhi").replace("Guild: Club", "Guild: Direct Messages")
    assert (
        read_text(text.replace("Garden / beans", "Private / bob"), "x.txt").messages[0].conversation == "bob"
    )


def test_the_order_of_dates_is_inferred():
    blocks = [f"[{day} 10:00] ann\nhi" for day in ("03/04/2023", "03/05/2023", "03/13/2023")]
    reading = read_text(make_text(*blocks), "x.txt")
    assert reading.local_times == ["2023-03-04T10:00:00", "2023-03-05T10:00:00", "2023-03-13T10:00:00"]
    assert "date_order" in reading.report.inferences


@pytest.mark.parametrize(("stated", "warnings"), [(2, 0), (1, 1), (2000, 1)])
def test_the_footer_is_a_check_sum(stated, warnings):
    block = "[17-Jan-23 07:33 PM] ann\nhi"
    report = read_text(make_text(block, block, stated=stated), "x.txt", timezone="UTC").report
    assert len(report.warnings) == warnings


def test_a_file_that_was_cut_off_says_so():
    text = make_text("[17-Jan-23 07:33 PM] ann\nhi").partition(f"\n\n{BANNER}\nExported")[0]
    reading = read_text(text, "x.txt", timezone="UTC")
    assert (reading.texts, len(reading.report.warnings)) == (["hi"], 1)


def test_a_bar_in_a_message_stays_in_it():
    assert read_block(f"[17-Jan-23 07:33 PM] ann\na\n{BANNER}\nb").text == f"a\n{BANNER}\nb"


@pytest.mark.parametrize(
    "date",
    [
        "17-Jan-23 07:33 PM",
        "17 janv. 2023 19:33",
        "17. Januar 2023 19:33",
        "2023年1月17日 19:33",
        "17/01/2023 19:33",
    ],
)
def test_dates_of_several_locales(date):
    assert read_block(f"[{date}] ann\nhi").local_time == "2023-01-17T19:33:00"


def test_what_looks_like_a_header_but_has_no_date_keeps_its_words():
    reading = read_text(make_text("[17-Jan-23 07:33 PM] ann\nhi", "[99/99/9999 99:99] bob\nho"), "x.txt")
    assert (reading.texts, reading.messages[1].sent_at, reading.report.skipped) == (["hi", "ho"], None, 1)


def test_many_headers_that_are_none_take_linear_time():
    started = time.process_time()
    read_text(make_text(*["[17-Jan-23 07:33 PM] ann\n" + "[12 no date 34] x\n\n" * 2000] * 3), "x.txt")
    assert time.process_time() - started < 2
