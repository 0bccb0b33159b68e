import pytest

from apps.uploads.parsing.whatsapp.markers import classify, marked_tail, without_edited_marker


@pytest.mark.parametrize(
    "body",
    [
        "This message was deleted",
        "This message was deleted.",
        "You deleted this message.",
        "This message was deleted by admin Bob.",
        "Diese Nachricht wurde gelöscht.",
        "Se eliminó este mensaje.",
        "Mensagem apagada",
        "Ez az üzenet törlésre került",
        "Αυτό το μήνυμα διαγράφηκε",
        "此消息已删除。",
        "এই মেসেজটি বাদ দেওয়া হয়েছে।",
    ],
)
def test_deleted_messages_are_known_in_many_languages(body):
    assert classify(body, marked=False, by_group=False) == "deleted"


@pytest.mark.parametrize(
    "marker",
    [
        "<This message was edited>",
        "<Diese Nachricht wurde bearbeitet.>",
        "<Mensagem editada>",
        "<此訊息已編輯>",
    ],
)
def test_the_edited_marker_is_no_part_of_the_text(marker):
    assert without_edited_marker(f"see you at 8 {marker}") == "see you at 8"
    assert without_edited_marker(f"{marker} is what it adds").startswith("<")


@pytest.mark.parametrize(
    "body",
    [
        "Location: https://maps.google.com/?q=1,2",
        "Standort: https://maps.google.com/?q=1,2",
        "something in a language nobody told us of",
    ],
)
def test_what_a_person_sent_stays_a_message_though_ios_marks_it(body):
    assert classify(body, marked=True, by_group=False) == "message"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("POLL:\nPizza?\nOPTION: yes (2 votes)\nOPTION: no: never (0 votes)", "poll"),
        ("UMFRAGE:\nPizza?\nOPTION: ja (1 Stimme)", "poll"),
        ("投票：\n\n", "message"),
        ("アンケート:\nピザ?\nオプション: はい (2 票)", "poll"),
        ("List:\nfirst\nmilk: two (2 litres)\nbread: one (1 loaf)", "message"),
        ("POLL:\nPizza?", "message"),
    ],
)
def test_polls_are_known_by_their_shape_in_any_language(body, kind):
    assert classify(body, marked=False, by_group=False) == kind


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("Ann added Bob", "system"),
        ("You're now an admin. Tap to see", "system"),
        ("Ann hat die Gruppe erstellt", "system"),
        ("Eve dołączyła", "system"),
        ("Missed voice call", "call"),
        ("Voice call, 12 sec", "call"),
        ("Verpasster Videoanruf", "call"),
        ("音声通話, 1 分", "call"),
    ],
)
def test_notices_and_calls_need_the_mark(body, kind):
    assert classify(body, marked=True, by_group=False, author="Eve") == kind
    assert classify(body, marked=False, by_group=False, author="Eve") == "message"


def test_the_encryption_notice_needs_none():
    notice = "Messages and calls are end-to-end encrypted. No one outside of this chat can read them."
    assert classify(notice, marked=False, by_group=False) == "system"
    assert classify("Calls are end-to-end encrypted", marked=False, by_group=False) == "message"


def test_the_last_mark_of_a_line_shows_what_was_not_typed():
    assert marked_tail("[1] Ann: look \u200eimage omitted", is_edited=False) == "image omitted"
    assert marked_tail("[1] Ann: look \u200eimage omitted \u200e<edited>", is_edited=True) == "image omitted"
    assert marked_tail("[1] Ann: look \u200e<edited>", is_edited=True) == ""
    assert marked_tail("[1] Ann: look", is_edited=False) == ""


@pytest.mark.parametrize(
    "notice",
    [
        "Nachrichten und Anrufe sind jetzt verschlüsselt.",
        "As mensagens e chamadas são criptografadas de ponta a ponta",
        "消息和通话现已加密",
        "الرسائل والمكالمات مشفرة تماما",
    ],
)
def test_the_encryption_notice_is_known_however_it_is_reworded(notice):
    assert classify(notice, marked=False, by_group=False) == "system"
    assert classify(notice[:5], marked=False, by_group=False) == "message"
