"""Mailboxes as programs write them, and as they should not be."""

import base64
import time
from datetime import UTC, datetime

import pytest

from apps.uploads.parsing.base import Attachment
from apps.uploads.tests.parsing.reading import Reading, read_bytes, read_text

FROM = "From ann@example.org Sat Jan 13 10:30:00 2024\n"
FIRST = (
    f"{FROM}From: Ann <ann@example.org>\nSubject: The shed\nDate: Sat, 13 Jan 2024 11:30:00 +0100\n"
    "Message-ID: <1@x>\n\nIt is open.\nSee you.\n\n"
)
ANSWER = (
    "From bob@example.org Sat Jan 13 12:00:00 2024\nFrom: =?utf-8?q?Bob_M=C3=BCller?= <Bob@Example.org>\n"
    "Subject: Re: The shed\nIn-Reply-To: <1@x>\nReferences: <1@x>\nDate: Sat, 13 Jan 2024 12:00:00 GMT\n"
    "Message-ID: <2@x>\n\nThanks!\n\nOn Sat, 13 Jan 2024, Ann wrote:\n> It is open.\n> See you.\n\n"
)


def read(text: str, name: str = "Inbox.mbox") -> Reading:
    reading = read_text(text, name)
    assert reading.format == "mbox"
    return reading


def test_a_thread():
    first, answer = read(FIRST + ANSWER).messages
    assert (first.text, first.sender, first.sender_ref) == (
        "The shed\n\nIt is open.\nSee you.",
        "Ann",
        "ann@example.org",
    )
    assert first.sent_at == datetime(2024, 1, 13, 10, 30, tzinfo=UTC)
    assert (first.source_ref, first.thread_ref, first.reply_to_ref) == ("1@x", "", "")
    assert (answer.text, answer.sender, answer.sender_ref) == ("Thanks!", "Bob Müller", "bob@example.org")
    assert (answer.reply_to_ref, answer.thread_ref, answer.conversation) == ("1@x", "1@x", "Inbox")
    assert [first.starts_session, answer.starts_session] == [True, False]


def test_quotations_stay_where_the_quoted_mail_is_not_in_the_file():
    reading = read(ANSWER)
    assert "> It is open." in reading.messages[0].text
    assert not reading.report.repairs


def test_quotations_between_the_lines_stay():
    mixed = ANSWER.replace("> See you.", "> See you.\nTomorrow?")
    assert read(FIRST + mixed).messages[1].text.endswith("Tomorrow?")


def test_a_paragraph_that_leads_over_to_a_quotation_stays():
    said = [f"line {number} of a paragraph that was written by hand and wrapped" for number in range(5)]
    answer = ANSWER.replace("On Sat, 13 Jan 2024, Ann wrote:", "\n".join([*said, "you say here:"]))
    assert read(FIRST + answer).messages[1].text == "\n".join(["Thanks!", "", *said, "you say here:"])


def test_an_original_message_below_is_left_out():
    below = "Fine.\n\n-----Original Message-----\nFrom: Ann\nSent: Saturday\n\nIt is open.\n"
    answer = ANSWER.partition("Thanks!")[0] + below
    assert read(FIRST + answer).messages[1].text == "Fine."


def test_a_line_that_begins_with_from_is_no_new_mail():
    mail = FIRST.replace("It is open.", "\n>From here on\nFrom me to you\n\nFrom now on")
    assert read(mail).texts == ["The shed\n\nFrom here on\nFrom me to you\n\nFrom now on\nSee you."]


def test_a_mail_that_stands_twice_is_read_once():
    reading = read(FIRST + ANSWER + FIRST)
    assert len(reading.messages) == 2
    assert list(reading.report.repairs.values()) == [1, 1]


def make_parts(*parts: str, kind: str = "mixed") -> str:
    body = "".join(f"--b\n{part}\n" for part in parts)
    return (
        f'{FROM}From: ann@example.org\nContent-Type: multipart/{kind}; boundary="b"\n\nignored\n{body}--b--\n'
    )


def test_attachments_are_named_and_measured_but_not_held():
    data = base64.encodebytes(bytes(1000)).decode()
    parts = make_parts(
        "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nGr=FC=DFe",
        f"Content-Type: image/png\nContent-Disposition: attachment; filename*=utf-8''caf%C3%A9.png\n"
        f"Content-Transfer-Encoding: base64\n\n{data}",
        "Content-Type: message/rfc822\n\nFrom: Bob <b@x>\nSubject: within\n\nforwarded words",
        "Content-Type: message/rfc822\nContent-Disposition: attachment\n\nSubject: attached\n\nnot read",
        "Content-Type: text/plain; name=notes.txt\n\nnot read either",
    )
    (message,) = read(parts).messages
    assert message.text == "Grüße\n\nBob: within\n\nforwarded words"
    assert message.attachments[0] == Attachment("café.png", "image", 1000)
    assert [attachment.name for attachment in message.attachments] == [
        "café.png",
        "message/rfc822",
        "notes.txt",
    ]


def test_of_alternatives_the_plain_one_is_read_unless_it_is_blank():
    html = 'Content-Type: text/html\n\n<p>Look <a href="https://x.org/a">here</a></p>'
    both = make_parts("Content-Type: text/plain\n\nplain", html, kind="alternative")
    blank = make_parts("Content-Type: text/plain\n\n \n", html, kind="alternative")
    assert read(both).texts == ["plain"]
    (message,) = read(blank).messages
    assert (message.text, message.links) == ("Look here", ("https://x.org/a",))


def test_wrapped_paragraphs_are_joined():
    flowed = "Content-Type: text/plain; format=flowed\n\none \ntwo\nthree\n-- \nAnn"
    assert read(make_parts(flowed)).texts == ["one two\nthree\n-- \nAnn"]


def test_a_single_mail_is_named_by_its_subject():
    (message,) = read(
        FIRST.removeprefix(FROM).replace("Subject: ", "Subject: AW: Re[2]: "), "message.eml"
    ).messages
    assert message.conversation == "The shed"


def test_apple_mail_names_the_folder_and_not_the_file():
    assert read(FIRST, "Archive.mbox/mbox").messages[0].conversation == "Archive"


def test_an_archived_mailing_list():
    mail = FIRST.replace("From: Ann <ann@example.org>", "From: ann at example.org (Ann Smith)").replace(
        "Date:", "X:"
    )
    (message,) = read(mail, "2024-January.txt").messages
    assert (message.sender, message.sender_ref) == ("Ann Smith", "ann@example.org")
    assert message.sent_at == datetime(2024, 1, 13, 10, 30, tzinfo=UTC)  # of the separator


def test_what_mails_should_not_be():
    odd = (
        f"{FROM}X: \n\n"
        f"{FROM}From: \nDate: Foo, 99 Bar 99999 99:99:99 +9999\nSubject: =?x-none?q?=FF=?= =?utf-8?b?!!?=\n"
        f"Content-Type: multipart/mixed\nMessage-ID: <>\nReferences: <<>>\n\nbody\n\n"
        f"{FROM}Content-Type: text/plain; charset=punycode\nContent-Transfer-Encoding: base64\n\n###=QQ\n\n"
        f"{FROM}Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=a\n\n--a\n"
        f"From: not a part's own\n\ncut off"
    )
    reading = read(odd)
    assert [message.sender for message in reading.messages] == [None] * 4
    assert reading.texts[1].endswith("body")
    assert reading.texts[3] == "cut off"


@pytest.mark.parametrize(
    "header",
    [
        "From: " + "(" * 4000,
        'Content-Type: a;"' + ";" * 4000,
        "Content-Type: a" + "; x*0*=%ff''" * 400,
        "Subject: " + "=?utf-8?q?" * 400,
        "References: " + "<" * 4000,
        "Date: " + "1 " * 2000,
    ],
)
def test_headers_take_time_in_proportion_to_their_length(header):
    mails = f"{FROM}X: y\n{header}\n\nbody\n\n" * 100
    started = time.process_time()
    assert read(mails).texts[0].endswith("body")
    assert time.process_time() - started < 2


@pytest.mark.parametrize("piece", ["-", "_", ">", "> \n", "---\n", "x:\n", "<div ", "<blockquote type="])
def test_texts_take_time_in_proportion_to_their_length(piece):
    html = "Content-Type: text/html\n" if piece.startswith("<") else ""
    answer = ANSWER.partition("\n\n")[0] + f"\n{html}\n" + piece * (200_000 // len(piece)) + "x\n\n"
    started = time.process_time()
    assert len(read(FIRST + answer).messages) == 2
    assert time.process_time() - started < 2


def test_a_long_mail_is_cut_and_told():
    reading = read_bytes(FIRST.encode() + b"x" * 2_000_000 + b"\n", "Inbox")
    assert reading.report.skipped == 1
    assert 200_000 < len(reading.texts[0]) <= 256 * 1024 + 100


HEAD = "From: Ann <ann@example.org>\nDate: Sat, 13 Jan 2024 11:30:00 +0100\nSubject: x\n"


def test_whom_it_is_written_to_counts_as_mentioned():
    [message] = read(
        f'{HEAD}To: "Lee, Bob" <bob@x.org>, Cem@x.org\nCc: ann@example.org, list:;\n\nhi\n', "x.eml"
    ).messages
    assert message.mentions == ("Lee, Bob", "cem@x.org")


@pytest.mark.parametrize(
    ("stated", "written", "text"),
    [
        ("gb2312", "gbk", "你好嗎"),
        ("shift_jis", "cp932", "①髙"),
        ("ks_c_5601-1987", "cp949", "똠방각하"),
        ("us-ascii", "utf-8", "grün"),
    ],
)
def test_character_sets_are_read_as_widely_as_they_are_written(stated, written, text):
    head = f"{HEAD}Content-Type: text/plain; charset={stated}\n\n".encode()
    assert read_bytes(head + text.encode(written), "x.eml").texts == [f"x\n\n{text}"]


def test_a_mailbox_without_blank_lines_before_the_separators():
    mail = "From - Tue Dec 24 14:03:09 2013\n" + HEAD
    assert read(f"{mail}\none\n{mail}\ntwo\nFrom here on Tue 10:30 more\n").texts == [
        "x\n\none",
        "x\n\ntwo\nFrom here on Tue 10:30 more",
    ]


def test_bare_separators():
    mail = "From \n" + HEAD
    assert read(f"{mail}\none\n{mail}\ntwo\nFrom\n").texts == ["x\n\none", "x\n\ntwo\nFrom"]


def test_archives_of_usenet():
    article = "From {}\nX-Google-Thread: fb,89e\nFrom: a@x.org (Ann)\nDate: {}\nMessage-ID: <{}@x>\n\nhi\n\n"
    reading = read(
        article.format("-8391018321212341234", "1990/05/01", 1)
        + article.format("8391018321", "1 May 90 12:00 GMT", 2)
    )
    assert [(m.source_ref, m.sender, f"{m.sent_at:%Y-%m-%d}", m.precision) for m in reading.messages] == [
        ("1@x", "Ann", "1990-05-01", "day"),
        ("2@x", "Ann", "1990-05-01", "second"),
    ]


def test_mails_of_a_digest_are_told_by_sender_and_subject():
    parts = "--B\n\nFrom: a@x\nSubject: one\n\nfirst\n--B\n\nFrom: b@x\nSubject: two\n\nsecond\n--B--\n"
    [message] = read(f"{HEAD}Content-Type: multipart/digest; boundary=B\n\n{parts}", "x.eml").messages
    assert message.text == "x\n\na@x: one\n\nfirst\n\nb@x: two\n\nsecond"


def test_blanks_added_for_wrapping_are_dropped():
    typed = "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\n\n"
    assert read(f"{HEAD}{typed}こん \nにちは\n", "x.eml").texts == ["x\n\nこんにちは"]


def test_what_outlook_answers_is_left_out():
    below = "Fine.\n\nFrom: Ann [mailto:ann@x]\nSent: Monday, 5:00 PM\nTo: Bob\nSubject: s\n\nIt is open.\n"
    answer = ANSWER.partition("Thanks!")[0] + below
    assert read(FIRST + answer).messages[1].text == "Fine."


def test_a_mail_saved_anew_as_utf_16():
    assert read_bytes(f"{HEAD}\ngrün\n".encode("utf-16"), "x.eml").texts == ["x\n\ngrün"]
