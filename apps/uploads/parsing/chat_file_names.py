"""The chat's name in the names that WhatsApp gives to its exports, in the languages of its users.

Android writes a phrase before the name, behind or around it; iOS writes `WhatsApp Chat - ` and its like. Some machines
turn the blanks into underscores.
"""

import re

STARTS = (
    "WhatsApp Chat with", "WhatsApp Chat mit", "WhatsApp Gesprek met", "دردشة واتساب مع", "محادثة واتساب مع",
    "محادثة WhatsApp مع", "WhatsApp Чат с", "Xat de WhatsApp amb", "Chat WhatsApp s uživatelem",
    "Chat WhatsApp s kontaktem", "WhatsApp Chat s uživatelem", "WhatsApp Chat s kontaktem", "WhatsApp Chat med",
    "WhatsApp Chatt med", "Συνομιλία WhatsApp με", "Chat de WhatsApp con", "Chat WhatsApp con", "WhatsApp Chat con",
    "Conversación de WhatsApp con", "Conversazione WhatsApp con", "Chat WhatsApp avec", "Discussion WhatsApp avec",
    "WhatsApp'i vestlus kontaktiga", "گفتگوی WhatsApp با", "צ'אט WhatsApp עם", "WhatsApp razgovor s",
    "WhatsApp csevegés vele:", "WhatsApp beszélgetés vele:", "Chat WhatsApp dengan", "WhatsApp Chat dengan",
    "WhatsApp чат:", "WhatsApp pokalbis su", "WhatsApp sarakste ar", "WhatsApp разговор со", "Sembang WhatsApp dengan",
    "WhatsApp samtale med", "WhatsApp Chat met", "Czat WhatsApp z użytkownikiem", "Czat WhatsApp z",
    "Conversa no WhatsApp com", "Conversa do WhatsApp com", "Chat do WhatsApp com", "WhatsApp Chat com",
    "Conversație WhatsApp cu", "Чат WhatsApp с контактом", "Чат WhatsApp с", "Чат WhatsApp з", "Бесіда WhatsApp з",
    "WhatsApp Chat s používateľom", "WhatsApp klepet z", "WhatsApp Ћаскање са", "Soga za WhatsApp na",
    "แชท WhatsApp กับ", "WhatsApp Chat kay", "Trò chuyện WhatsApp với", "WhatsApp Sohbeti:", "WhatsApp Sohbeti",
)  # fmt: skip
BEFORE_A_DASH = (
    "WhatsApp Chat", "Chat de WhatsApp", "Chat WhatsApp", "Chat do WhatsApp", "Conversa do WhatsApp",
    "Conversa de WhatsApp", "Conversación de WhatsApp", "Conversazione WhatsApp", "Discussion WhatsApp", "Чат WhatsApp",
    "WhatsApp Sohbeti", "Czat WhatsApp",
)  # fmt: skip
ENDS = (
    "ilə WhatsApp Söhbəti", "এর সাথে WhatsApp চ্যাট", "સાથેની WhatsApp વાત", "के साथ WhatsApp चैट", "ಜೊತೆ WhatsApp ಸಂಭಾಷಣೆ",
    "മായുള്ള WhatsApp ചാറ്റുകൾ", "सोबतच्या WhatsApp गप्पा", "ਨਾਲ WhatsApp ਗੱਲਬਾਤ", "உடன் WhatsApp உரையாடல்",
    "తో WhatsApp సంభాషణ", "ile WhatsApp Sohbeti", "کے ساتھ WhatsApp بات چیت", "bilan WhatsApp chati",
)  # fmt: skip
"""Behind a blank."""
AROUND = (
    r"WhatsApp[- ]keskustelu henkilön (.+) kanssa", r"Biseda me (.+) në WhatsApp",
    r"(?:WhatsApp )?[与與] ?(.+?) ?的 ?(?:WhatsApp ?)?(?:聊天记录|聊天|对话|對話)", r"(.+?) ?との ?WhatsApp ?チャット",
    r"(.+?)님과의 WhatsApp 대화",
)  # fmt: skip


def _loosely(phrase: str) -> str:
    """Return a pattern that takes any apostrophe, and a blank, hyphen or underscore between the words."""
    return re.escape(phrase).replace(r"\ ", "[ _-]").replace("'", "['’׳]")


NAME = re.compile(
    "|".join(
        (
            rf"(?:{'|'.join(map(_loosely, STARTS))})[ _]+(.+)",
            rf"(?:{'|'.join(map(_loosely, BEFORE_A_DASH))})[ _]*[-–:][ _]*(.+)",
            rf"(.+)[ _](?:{'|'.join(map(_loosely, ENDS))})",
            *AROUND,
        )
    ),
    re.IGNORECASE,
)


def bare_chat_name(stem: str) -> str:
    """Return the chat's name in a file's name without ending; the whole of it if it is none of WhatsApp's."""
    match = NAME.fullmatch(stem)
    if match is None:
        return stem
    name = match[match.lastindex]
    return name if " " in stem else name.replace("_", " ")
