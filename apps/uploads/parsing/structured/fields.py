"""The names that exports give to a message's parts, the most telling first.

Names are compared without case, spaces and punctuation: `Sent at`, `sent_at` and `sentAt` are one.
"""

import re
from collections.abc import Sequence
from unicodedata import normalize

from apps.uploads.parsing.names import words

NOT_IN_NAME = re.compile(r"[\W_]+")


def normalise(name: str) -> str:
    return NOT_IN_NAME.sub("", normalize("NFC", name[:100]).lower())


def _names(text: str) -> tuple[str, ...]:
    return tuple(normalise(word) for word in words(text))


SENDER = _names(
    "sendername authorname fromname fromuser displayname senderdisplayname senderfullname sender author from speaker "
    "nick nickname user username userfullname handle participant person creator createdby postedby who member contact "
    "screenname name role senderusername senderid fromid userid authorid talker "
    "absender autor auteur remitente mittente afzender expéditeur utilisateur usuario benutzer "
    "отправитель автор 发送者 发送人 寄件者 用户 送信者 보낸사람 사용자 "
    "remetente nadawca gönderen avsändare odesílatel odosielateľ lähettäjä afsender avsender feladó expeditor "
    "αποστολέας відправник подател pošiljatelj pengirim penghantar ngườigửi ผู้ส่ง المرسل מאת שולח प्रेषक প্রেরক "
    "发件人 發送者 傳送者 差出人 发言人"
)
TIME = _names(
    "dateunixtime timestampms unixtime timestamp sentat datesent sentdate datetime createdat created createdate "
    "createddate createtime createdtime createddatetime createat originserverts ts date time senttime messagetime "
    "messagedate postedat posted publishedat sent when strtime epoch updatedat "
    "zeitpunkt zeitstempel datum zeit fecha hora data horodatage heure "
    "дата время 日期 时间 時間 日時 날짜 시간 "
    "tarih tarihsaat znacznikczasu tidpunkt tidsstämpel aikaleima päivämäärä dátum dato datahora dataora datetid "
    "czas čas aika idő saat waktu tanggal ngày thờigian ημερομηνία ώρα час समय दिनांक तारीख "
    "التاريخ الوقت תאריך שעה วันที่ เวลา 发送时间 發送時間 送信日時 日時 보낸시간 전송시간 "
    "createdutc createdon senton sendtime timestamputc timesent timestampmillis originalarrivaltime "
    "humantime messagetimestamp dateadded eventtime"
)
TEXT = _names(
    "text messagetext messagebody messagecontent body content message msg strcontent comment utterance caption "
    "transcript plaintext post "
    "nachricht inhalt mensaje texto texte contenu messaggio testo mensagem conteúdo bericht tekst "
    "сообщение текст 内容 消息 內容 訊息 メッセージ 本文 메시지 내용 "
    "wiadomość treść mesaj ileti meddelande zpráva správa viesti besked melding üzenet μήνυμα κείμενο повідомлення "
    "съобщение poruka sporočilo pesan mesej tinnhắn nộidung ข้อความ الرسالة رسالة النص הודעה טקסט संदेश বার্তা "
    "文本 正文 聊天内容 消息内容 contentxml line dialogue"
)
IDENTITY = _names("id messageid msgid uuid guid eventid clientmsgid localid tweetid")
CONVERSATION = _names(
    "conversation conversationname conversationtitle channel channelname room roomname chat chatname chattitle "
    "thread threadname group groupname conversationid channelid roomid chatid threadid "
    "kanal gruppe canal salon sala группа чат 频道 群 群组 grupo groupe gruppo skupina grup "
    "dialogid dialogueid sessionid ticketid subreddit"
)
SENDER_ID = _names(
    "senderid authorid fromid userid senderusername username useremail senderemail email authoremail handle uid"
)
CONVERSATION_ID = _names(
    "conversationid channelid roomid chatid threadid groupid dialogid dialogueid sessionid ticketid"
)
THREAD = _names("threadts threadid thread rootid topicid topic topicname")
KIND = _names("type kind messagetype")
TIME_OF_DAY = _names(
    "time timeofday zeit uhrzeit clock hora horario orario heure время 时间 時間 시간 ora tijd godzina saat tid "
    "tidspunkt klokkeslæt klokkeslett čas aika kello klo idő waktu jam masa час ώρα giờ เวลา الوقت שעה समय"
)
DATE_ONLY = _names(
    "date datum fecha data дата 日期 날짜 day tag tarih dato päivämäärä päivä dátum tanggal tarikh ngày "
    "ημερομηνία วันที่ التاريخ תאריך दिनांक तारीख jour día dia giorno"
)

KNOWN = frozenset((*SENDER, *TIME, *TEXT, *IDENTITY, *SENDER_ID, *THREAD, *KIND))
"""Names of a message's parts, all of which a conversation or a list of messages has none of."""


def find_field(names: dict[str, str], synonyms: Sequence[str]) -> str | None:
    """Return the original name of the field that fits best; `names` maps normalised to original names."""
    for synonym in synonyms:
        if synonym in names:
            return names[synonym]
    return None
