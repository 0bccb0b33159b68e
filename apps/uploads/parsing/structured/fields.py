"""The names that exports give to a message's parts, the most telling first.

Names are compared without case, spaces and punctuation: `Sent at`, `sent_at` and `sentAt` are one.
"""

import re
from collections.abc import Sequence

from apps.uploads.parsing.names import words

SENDER = words(
    "sendername authorname fromname displayname senderdisplayname senderfullname sender author from speaker nick "
    "nickname user username userfullname handle participant person creator createdby postedby who member contact "
    "screenname name role senderusername senderid fromid userid authorid talker "
    "absender autor auteur remitente mittente afzender expéditeur utilisateur usuario benutzer "
    "отправитель автор 发送者 发送人 寄件者 用户 送信者 보낸사람 사용자"
)
TIME = words(
    "dateunixtime timestampms unixtime timestamp sentat datesent sentdate datetime createdat created createdate "
    "createddate createtime createdtime createddatetime createat originserverts ts date time senttime messagetime "
    "messagedate postedat posted publishedat when strtime epoch updatedat "
    "zeitpunkt zeitstempel datum zeit fecha hora data horodatage heure "
    "дата время 日期 时间 時間 日時 날짜 시간"
)
TEXT = words(
    "text messagetext messagebody messagecontent body content message msg strcontent comment utterance caption "
    "transcript plaintext post "
    "nachricht inhalt mensaje texto texte contenu messaggio testo mensagem conteúdo bericht tekst "
    "сообщение текст 内容 消息 內容 訊息 メッセージ 本文 메시지 내용"
)
IDENTITY = words("id messageid msgid uuid guid eventid clientmsgid localid")
CONVERSATION = words(
    "conversation conversationname channel channelname room roomname chat chatname thread threadname group groupname "
    "conversationid channelid roomid chatid threadid kanal gruppe canal salon sala группа чат 频道 群 群组"
)
SENDER_ID = words(
    "senderid authorid fromid userid senderusername username useremail senderemail email authoremail handle uid"
)
CONVERSATION_ID = words("conversationid channelid roomid chatid threadid groupid")
THREAD = words("threadts threadid thread rootid topicid topic topicname")
KIND = words("type kind messagetype")
TIME_OF_DAY = frozenset(
    words("time timeofday zeit uhrzeit clock hora horario orario heure время 时间 時間 시간 ora tijd")
)
DATE_ONLY = frozenset(words("date datum fecha data дата 日期 날짜 day tag"))

KNOWN = frozenset((*SENDER, *TIME, *TEXT, *IDENTITY, *SENDER_ID, *THREAD, *KIND))
"""Names of a message's parts, all of which a conversation or a list of messages has none of."""

NOT_IN_NAME = re.compile(r"[\W_]+")


def normalise(name: str) -> str:
    return NOT_IN_NAME.sub("", name[:100].lower())


def find_field(names: dict[str, str], synonyms: Sequence[str]) -> str | None:
    """Return the original name of the field that fits best; `names` maps normalised to original names."""
    for synonym in synonyms:
        if synonym in names:
            return names[synonym]
    return None
