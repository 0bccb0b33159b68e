import pytest

from apps.uploads.parsing.base import Attachment
from apps.uploads.parsing.whatsapp.attachments import read_attachment
from apps.uploads.tests.parsing.reading import read_text


@pytest.mark.parametrize(
    ("body", "attachment", "words"),
    [
        ("<Media omitted>", Attachment("", "media"), ""),
        ("<Medien ausgeschlossen>\nsee this", Attachment("", "media"), "see this"),
        ("<Video message omitted>", Attachment("", "media"), ""),
        ("image omitted", Attachment("", "image"), ""),
        ("Bild weggelassen", Attachment("", "image"), ""),
        ("video omitted", Attachment("", "video"), ""),
        ("vídeo omitido", Attachment("", "video"), ""),
        ("GIF omitted", Attachment("", "gif"), ""),
        ("图片已忽略", Attachment("", "image"), ""),
        ("オーディオ", None, "オーディオ"),
        ("document omitted", Attachment("", "file"), ""),
        ("<attached: 00012-PHOTO-2024-01-13.jpg>", Attachment("00012-PHOTO-2024-01-13.jpg", "image"), ""),
        ("<Anhang: Rechnung.pdf>\nbitte", Attachment("Rechnung.pdf", "file"), "bitte"),
        ("IMG-20240113-WA0001.jpg (file attached)", Attachment("IMG-20240113-WA0001.jpg", "image"), ""),
        ("PTT-20240113-WA0002.opus (Datei angehängt)", Attachment("PTT-20240113-WA0002.opus", "audio"), ""),
        ("VID-1.mp4 (archivo adjunto)\nlook at this", Attachment("VID-1.mp4", "video"), "look at this"),
        ("plan.pdf (fail lisatud)\nplan.pdf", Attachment("plan.pdf", "file"), ""),
        ("DOC-20240113-WA0001. (file attached)", Attachment("DOC-20240113-WA0001.", "file"), ""),
        ("STK-20240113-WA0001.webp (файл добавлен)", Attachment("STK-20240113-WA0001.webp", "sticker"), ""),
        (
            "IMG-20240113-WA0001.jpg (words nobody knows)\nhi",
            Attachment("IMG-20240113-WA0001.jpg", "image"),
            "hi",
        ),
        ("IMG-20240113-WA0001.jpg", Attachment("IMG-20240113-WA0001.jpg", "image"), ""),
        ("IMG-20130113-WA0001.jpg <attached>", Attachment("IMG-20130113-WA0001.jpg", "image"), ""),
        ("فایل پیوست شد foo.pdf", Attachment("foo.pdf", "file"), ""),
        ("<foo.pdf eklendi>", Attachment("foo.pdf", "file"), ""),
        (
            "<unbekannt: 00000012-GIF-2024-01-13-10-30-00.mp4>",
            Attachment("00000012-GIF-2024-01-13-10-30-00.mp4", "gif"),
            "",
        ),
        (
            "look <attached: 00000012-PHOTO-2024-01-13-10-30-00.jpg>",
            Attachment("00000012-PHOTO-2024-01-13-10-30-00.jpg", "image"),
            "look",
        ),
        ("<View once voice message omitted>", Attachment("", "audio"), ""),
        ("<Медиа скрыто>", Attachment("", "media"), ""),
        ("see IMG-20240113-WA0001.jpg", None, "see IMG-20240113-WA0001.jpg"),
        ("foo.pdf (draft)", None, "foo.pdf (draft)"),
        ("<b>bold</b>", None, "<b>bold</b>"),
    ],
)
def test_files_are_known_by_what_stands_for_them(body, attachment, words):
    assert read_attachment(body) == (attachment, words)


@pytest.mark.parametrize(
    ("body", "tail", "attachment", "words"),
    [
        ("look image omitted", "image omitted", Attachment("", "image"), "look"),
        (
            "look\nhere <attached: 1-P.jpg>",
            "<attached: 1-P.jpg>",
            Attachment("1-P.jpg", "image"),
            "look\nhere",
        ),
        (
            "May.pdf • 3 pages <attached: 002-May.pdf>",
            "<attached: 002-May.pdf>",
            Attachment("002-May.pdf", "file"),
            "",
        ),
        ("May.pdf • 3 pages document omitted", "document omitted", Attachment("May.pdf", "file"), ""),
        (
            "May.pdf • 3 pages document omitted",
            "May.pdf • 3 pages document omitted",
            Attachment("May.pdf", "file"),
            "",
        ),
    ],
)
def test_ios_marks_where_the_file_begins(body, tail, attachment, words):
    assert read_attachment(body, tail) == (attachment, words)
    assert read_attachment(body) == (None, body)


@pytest.mark.parametrize(
    "body", ["hi", "the image omitted half of it", "<b>", "see a.txt (attached)", "(file attached)", ""]
)
def test_what_people_write_is_no_file(body):
    assert read_attachment(body) == (None, body)


def test_a_chat_tells_edits_and_files():
    reading = read_text(
        "13/01/24, 10:30 - Ann: <Media omitted>\n"
        "13/01/24, 10:31 - Bob: see you at 8 <This message was edited>\n"
        "13/01/24, 10:32 - Ann: a.jpg (file attached)\nlook <Diese Nachricht wurde bearbeitet.>\n"
        "13/01/24, 10:33 - Ann: ok\n"
    )
    assert reading.texts == ["", "see you at 8", "look", "ok"]
    assert [message.is_edited for message in reading.messages] == [False, True, True, False]
    assert [len(message.attachments) for message in reading.messages] == [1, 0, 1, 0]
