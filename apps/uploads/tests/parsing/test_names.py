import pytest

from apps.uploads.parsing.names import MAX_NAME_CHARS, clean_name, conversation_name


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("WhatsApp Chat with Family Group 👨‍👩‍👧.txt", "Family Group 👨‍👩‍👧"),
        ("WhatsApp-Chat mit Jörg.txt", "Jörg"),
        ("Chat de WhatsApp con Lucía (2).txt", "Lucía"),
        ("WhatsApp-chatt med Åsa.txt", "Åsa"),
        ("Чат WhatsApp с контактом Аня.txt", "Аня"),
        ("Ayşe ile WhatsApp Sohbeti.txt", "Ayşe"),
        ("與小明的 WhatsApp 對話.txt", "小明"),
        ("민수님과의 WhatsApp 대화.txt", "민수"),
        ("WhatsApp Chat - Garden Club.zip/_chat.txt", "Garden Club"),
        ("WhatsApp Chat - Ann - Bob.zip/_chat.txt", "Ann - Bob"),
        ("Conversa do WhatsApp - Família.zip/_chat.txt", "Família"),
        ("WhatsApp_Chat_with_Garden_Club.txt", "Garden Club"),
        ("WhatsApp Chat with Ann_Bob.txt", "Ann_Bob"),
        ("WhatsApp-keskustelu henkilön Matti kanssa.txt", "Matti"),
        ("WhatsApp 与 小明 的对话.txt", "小明"),
        ("花子とのWhatsAppチャット.txt", "花子"),
        ("Anu के साथ WhatsApp चैट.txt", "Anu"),
        ("Trò chuyện WhatsApp với Lan.txt", "Lan"),
        ("צ׳אט WhatsApp עם דנה.txt", "דנה"),
        ("WhatsApp csevegés vele: Bea.txt", "Bea"),
        ("Chat with the team.txt", "Chat with the team"),
        ("export.zip/WhatsApp Chat with Ann/_chat.txt", "Ann"),
        ("backup.zip/_chat.txt", "backup"),
        ("_chat.txt", "_chat"),
        ("WhatsApp Chat with .txt", "WhatsApp Chat with"),
        ("2004-11-15_03.raw.txt", "2004-11-15_03.raw"),
        ("inbox\\anna\\messages.json", "anna"),
        ("Dr. Fox", "Dr. Fox"),
        ("../../etc/passwd", "passwd"),
        ("", "chat"),
    ],
)
def test_conversations_are_named_by_their_file(filename, name):
    assert conversation_name(filename) == name


def test_names_are_one_clean_line():
    assert clean_name("\u202a~\u202fTom\u202c\u200e ") == "~ Tom"
    assert clean_name("a\nb\tc\0d") == "a b cd"
    assert len(clean_name("x" * 5000)) == MAX_NAME_CHARS
