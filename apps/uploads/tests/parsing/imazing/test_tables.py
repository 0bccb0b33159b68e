"""iMazing's tables: what their rows have in common, and what only some versions have."""

from apps.uploads.tests.parsing.reading import read_text

HEADER = (
    "Chat Session,Message ID,Message Date,Delivered Date,Read Date,Edited Date,Deleted Date,Service,Type,Sender ID,"
    "Sender Name,Status,Replying to,Subject,Text,Reactions,Attachment,Attachment type"
)
ROBIN = "Incoming,robin@example.test,Robin,Read"


def read(*rows: str):
    return read_text("\ufeff" + "\r\n".join((HEADER, *rows)), "Messages - Robin.csv")


def test_rows_of_one_message_answers_and_notices():
    reading = read(
        "Robin & Sam,A,2023-10-21 09:00:00,,,,,iMessage,Outgoing,,,Read,,,Hello there,,,",
        f"Robin & Sam,B,2023-10-21 09:05:00,,,,,iMessage,{ROBIN},,,,,meme.png,Image",
        f'Robin & Sam,B,2023-10-21 09:05:00,,,,,iMessage,{ROBIN},Hello there,Dinner,"two\nlines",,,',
        f"Robin & Sam,C,2023-10-21 09:06:00,,,2023-10-21 09:07:00,,RCS,{ROBIN},,,new,,,",
        "Robin & Sam,D,2023-10-21 09:06:00,,,,2023-10-21 09:08:00,SMS,Outgoing,,,Read,,,,,,",
        "Robin & Sam,,2023-10-21 09:09:00,,,,,iMessage,Notification,,,,,,Sam left the conversation,,,",
        "Sam,,2023-10-21T09:09:00Z,,,,,SMS,Incoming,+15550100,,,,,hi,,,",
    )
    assert reading.format == "imessage"
    assert [(m.conversation, m.kind, m.sender, m.text, m.source_ref) for m in reading.messages] == [
        ("Robin & Sam", "message", "Me", "Hello there", "A"),
        ("Robin & Sam", "message", "Robin", "Dinner\ntwo\nlines", "B"),
        ("Robin & Sam", "message", "Robin", "new", "C"),
        ("Robin & Sam", "deleted", "Me", "", "D"),
        ("Robin & Sam", "system", None, "Sam left the conversation", "row 8"),
        ("Sam", "message", "+15550100", "hi", "row 9"),
    ]
    assert [m.reply_to_ref for m in reading.messages] == ["", "A", "", "", "", ""]
    assert [m.is_edited for m in reading.messages] == [False, False, True, False, False, False]
    assert [(a.name, a.type) for a in reading.messages[1].attachments] == [("meme.png", "image")]
    assert reading.local_times[0] == "2023-10-21T09:00:00"
    assert reading.local_times[-1] == ""
    assert not reading.report.skipped


def test_what_cannot_be_read_is_told():
    reading = read(
        f"Robin,A,yesterday,,,,,iMessage,{ROBIN},,,a,,,",
        f"Robin,B,2023-10-21 09:06:00,,,,,iMessage,{ROBIN},,,b,Sam reacted with a heart,,",
    )
    assert [(m.text, m.sent_at is None) for m in reading.messages] == [("a", True), ("b", False)]
    assert [skip.position for skip in reading.report.skips] == [2, 3]


def test_cells_parted_by_tabs_and_fewer_columns():
    reading = read_text(
        "Chat Session\tMessage Date\tService\tType\tSender ID\tSender Name\tText\n"
        "Robin\t2018-12-24 17:42:03\tSMS\tIncoming\t+15550100\tRobin\tfirst, then\n",
        "Messages.csv",
    )
    assert [(m.sender, m.sender_ref, m.text) for m in reading.messages] == [
        ("Robin", "+15550100", "first, then")
    ]


def test_a_table_of_whatsapp():
    reading = read_text(
        "Chat Session,Message Date,Sent Date,Type,Sender ID,Sender Name,Status,Forwarded,Replying to,Text,Reactions,"
        "Attachment,Attachment type,Attachment info\n"
        "Cara 7,2023-12-03 12:33:30,,Notification,,,,,,Messages are secured,,,,\n"
        'Cara 7,2023-12-03 12:33:31,2023-12-03 12:33:31,Outgoing,,,Read,,,"Hola, buenos",,,,\n'
        'Cara 7,2023-12-03 13:16:06,2023-12-03 13:16:05,Incoming,+34600,Cara,Read,Yes,"Hola, buenos",dime,,,,\n',
        "WhatsApp - Cara.csv",
    )
    assert reading.format == "imazing"
    assert [(m.conversation, m.kind, m.sender, m.text, m.reply_to_ref) for m in reading.messages] == [
        ("Cara 7", "system", None, "Messages are secured", ""),
        ("Cara 7", "message", "Me", "Hola, buenos", ""),
        ("Cara 7", "message", "Cara", "dime", "row 3"),
    ]
    assert [m.forwarded_from for m in reading.messages] == ["", "", "unknown"]
    assert reading.local_times[2] == "2023-12-03T13:16:06"
