import pytest

from apps.uploads.parsing.whatsapp.markers import classify


@pytest.mark.parametrize(
    "body",
    [
        "This message was deleted",
        "This message was deleted.",
        "You deleted this message.",
        "Diese Nachricht wurde gelöscht.",
        "Se eliminó este mensaje.",
        "Mensagem apagada",
        "此消息已删除。",
    ],
)
def test_deleted_messages_are_known_in_many_languages(body):
    assert classify(body, marked=False, by_group=False) == ("deleted", body)


@pytest.mark.parametrize(
    "marker",
    [
        "<This message was edited>",
        "<Diese Nachricht wurde bearbeitet>",
        "<Mensagem editada>",
        "<此訊息已編輯>",
    ],
)
def test_the_edited_marker_is_no_part_of_the_text(marker):
    assert classify(f"see you at 8 {marker}", marked=False, by_group=False) == ("message", "see you at 8")
    assert classify(f"{marker} is what it adds", marked=False, by_group=False)[1].startswith("<")


@pytest.mark.parametrize(
    "body",
    [
        "image omitted",
        "Bild weggelassen",
        "imagen omitida",
        "<attached: 0001-PHOTO.jpg>",
        "Location: https://maps.google.com/?q=1,2",
        "POLL:\nPizza?\nOPTION: yes (2 votes)",
        "something in a language nobody told us of",
    ],
)
def test_what_a_person_sent_stays_a_message_though_ios_marks_it(body):
    assert classify(body, marked=True, by_group=False) == ("message", body)


@pytest.mark.parametrize(
    "body",
    ["Ann added Bob", "You're now an admin. Tap to see", "Missed voice call", "Ann hat die Gruppe erstellt"],
)
def test_notices_need_the_mark(body):
    assert classify(body, marked=True, by_group=False)[0] == "system"
    assert classify(body, marked=False, by_group=False)[0] == "message"


def test_the_encryption_notice_needs_none():
    notice = "Messages and calls are end-to-end encrypted. No one outside of this chat can read them."
    assert classify(notice, marked=False, by_group=False) == ("system", notice)
    assert classify("Calls are end-to-end encrypted", marked=False, by_group=False)[0] == "message"
