import pytest

from apps.uploads.parsing.base import Attachment
from apps.uploads.parsing.whatsapp.attachments import find_attachments
from apps.uploads.tests.parsing.reading import read_text


@pytest.mark.parametrize(
    ("body", "attachment"),
    [
        ("<Media omitted>", Attachment("", "media")),
        ("<Medien ausgeschlossen>", Attachment("", "media")),
        ("image omitted", Attachment("", "image")),
        ("Bild weggelassen", Attachment("", "image")),
        ("video omitted", Attachment("", "video")),
        ("vídeo omitido", Attachment("", "video")),
        ("GIF omitted", Attachment("", "gif")),
        ("document omitted", Attachment("", "file")),
        ("<attached: 00012-PHOTO-2024-01-13.jpg>", Attachment("00012-PHOTO-2024-01-13.jpg", "image")),
        ("<Anhang: Rechnung.pdf>", Attachment("Rechnung.pdf", "file")),
        ("IMG-20240113-WA0001.jpg (file attached)", Attachment("IMG-20240113-WA0001.jpg", "image")),
        ("PTT-20240113-WA0002.opus (Datei angehängt)", Attachment("PTT-20240113-WA0002.opus", "audio")),
        ("VID-1.mp4 (archivo adjunto)\nlook at this", Attachment("VID-1.mp4", "video")),
    ],
)
def test_files_are_known_by_what_stands_for_them(body, attachment):
    assert find_attachments(body, is_marked=False) == (attachment,)


def test_a_document_with_its_name_needs_the_mark():
    body = "minutes of May.pdf • 3 pages document omitted"
    assert find_attachments(body, is_marked=True) == (Attachment("minutes of May.pdf", "file"),)
    assert find_attachments(body, is_marked=False) == ()


@pytest.mark.parametrize(
    "body", ["hi", "the image omitted half of it", "<b>", "see a.txt (attached)", "(file attached)", ""]
)
def test_what_people_write_is_no_file(body):
    assert find_attachments(body, is_marked=False) == ()


def test_a_chat_keeps_the_text_and_tells_edits_and_files():
    reading = read_text(
        "13/01/24, 10:30 - Ann: <Media omitted>\n"
        "13/01/24, 10:31 - Bob: see you at 8 <This message was edited>\n"
        "13/01/24, 10:32 - Ann: ok\n"
    )
    assert reading.texts == ["<Media omitted>", "see you at 8", "ok"]
    assert [message.is_edited for message in reading.messages] == [False, True, False]
    assert [len(message.attachments) for message in reading.messages] == [1, 0, 0]
