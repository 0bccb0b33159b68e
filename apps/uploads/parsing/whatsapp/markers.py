"""What WhatsApp writes in place of, or around, a person's words, in the languages of its users.

Unknown languages lose nothing: their markers stay in the text of an ordinary message.
"""

import re

from apps.uploads.parsing.base import DELETED, MESSAGE, SYSTEM

LEFT_TO_RIGHT_MARK = "\u200e"
"""iOS writes it before what the program says under a person's or group's name."""

ENCRYPTION_NOTICES = (
    "Messages and calls are end-to-end encrypted",
    "Messages to this chat and calls are now secured with end-to-end encryption",
    "Messages to this group are now secured with end-to-end encryption",
    "Messages you send to this group are now secured with end-to-end encryption",
    "Messages you send to this chat and calls are now secured with end-to-end encryption",
    "Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt",
    "Nachrichten und Anrufe in diesem Chat sind jetzt mit Ende-zu-Ende-Verschlüsselung",
    "Los mensajes y las llamadas están cifrados de extremo a extremo",
    "Los mensajes y llamadas están cifrados de extremo a extremo",
    "Les messages et les appels sont chiffrés de bout en bout",
    "Les messages et appels sont chiffrés de bout en bout",
    "As mensagens e as ligações são protegidas com a criptografia de ponta a ponta",
    "As mensagens e as chamadas são protegidas com a criptografia de ponta a ponta",
    "As mensagens e chamadas são encriptadas ponto a ponto",
    "I messaggi e le chiamate sono crittografati end-to-end",
    "Berichten en oproepen worden end-to-end versleuteld",
    "Berichten en gesprekken worden end-to-end versleuteld",
    "Сообщения и звонки защищены сквозным шифрованием",
    "Повідомлення та виклики захищено наскрізним шифруванням",
    "Wiadomości i połączenia są w pełni szyfrowane",
    "Wiadomości i połączenia są szyfrowane end-to-end",
    "Zprávy a hovory jsou koncově šifrovány",
    "Mesajlar ve aramalar uçtan uca şifrelidir",
    "Viestit ja puhelut ovat täysin salattuja",
    "Viestit ja puhelut on suojattu päästä päähän -salauksella",
    "Meddelanden och samtal är totalsträckskrypterade",
    "Meldinger og anrop er ende-til-ende-kryptert",
    "Beskeder og opkald er end-to-end-krypterede",
    "Pesan dan panggilan dienkripsi secara end-to-end",
    "Mesajele și apelurile sunt criptate integral",
    "Az üzenetek és hívások végpontok közötti titkosítással",
    "संदेश और कॉल एंड-टू-एंड एन्क्रिप्टेड हैं",
    "الرسائل والمكالمات مشفرة تمامًا بين الطرفين",
    "ההודעות והשיחות מוצפנות מקצה לקצה",
    "メッセージと通話はエンドツーエンドで暗号化されています",
    "消息和通话已进行端到端加密",
    "訊息和通話均受到端對端加密",
    "訊息和通話經端對端加密",
    "메시지와 통화는 종단간 암호화됩니다",
    "메시지와 통화는 종단 간 암호화되어",
)
NOTICE_BEGINNINGS = frozenset(notice[:8] for notice in ENCRYPTION_NOTICES)

DELETED_TEXTS = frozenset(
    text.lower()
    for text in (
        "This message was deleted",
        "You deleted this message",
        "This message was deleted by admin",
        "Diese Nachricht wurde gelöscht",
        "Du hast diese Nachricht gelöscht",
        "Se eliminó este mensaje",
        "Este mensaje fue eliminado",
        "Eliminaste este mensaje",
        "Ce message a été supprimé",
        "Vous avez supprimé ce message",
        "Mensagem apagada",
        "Esta mensagem foi apagada",
        "Você apagou esta mensagem",
        "Apagou esta mensagem",
        "Questo messaggio è stato eliminato",
        "Hai eliminato questo messaggio",
        "Dit bericht is verwijderd",
        "Je hebt dit bericht verwijderd",
        "U heeft dit bericht verwijderd",
        "Сообщение удалено",
        "Данное сообщение удалено",
        "Вы удалили это сообщение",
        "Вы удалили данное сообщение",
        "Ta wiadomość została usunięta",
        "Usunięto tę wiadomość",
        "Bu mesaj silindi",
        "Bu mesajı sildiniz",
        "Tämä viesti poistettiin",
        "Poistit tämän viestin",
        "Detta meddelande raderades",
        "Du raderade detta meddelande",
        "Denne meldingen ble slettet",
        "Denne besked blev slettet",
        "Pesan ini telah dihapus",
        "Anda menghapus pesan ini",
        "यह संदेश हटाया गया था",
        "تم حذف هذه الرسالة",
        "הודעה זו נמחקה",
        "このメッセージは削除されました",
        "このメッセージを削除しました",
        "此消息已删除",
        "您删除了此消息",
        "此訊息已刪除",
        "您已刪除此訊息",
        "삭제된 메시지입니다",
        "이 메시지를 삭제했습니다",
    )
)
LONGEST_DELETED_TEXT = max(map(len, DELETED_TEXTS)) + 2

EDITED_MARKERS = frozenset(
    f"<{text}>".lower()
    for text in (
        "This message was edited",
        "Diese Nachricht wurde bearbeitet",
        "Se editó este mensaje",
        "Ce message a été modifié",
        "Mensagem editada",
        "Esta mensagem foi editada",
        "Questo messaggio è stato modificato",
        "Dit bericht is bewerkt",
        "Данное сообщение изменено",
        "Сообщение изменено",
        "Ta wiadomość została edytowana",
        "Wiadomość edytowana",
        "Bu mesaj düzenlendi",
        "Viestiä muokattiin",
        "Tätä viestiä muokattiin",
        "Detta meddelande redigerades",
        "Pesan ini diedit",
        "यह संदेश संपादित किया गया था",
        "このメッセージは編集されました",
        "此消息已编辑",
        "此訊息已編輯",
        "편집된 메시지",
    )
)

OMITTED = re.compile(
    r"(?:image|photo|video|video note|audio|gif|sticker|document|contact card|file|media|"
    r"bild|foto|dokument|kontaktkarte|imagen|vídeo|documento|tarjeta de contacto|vidéo|"
    r"immagine|figurinha|imagem|cartão do contato|afbeelding|contactkaart|изображение|видео|аудио|стикер|документ|"
    r"resim|görüntü|ses|çıkartma|belge|obraz|wideo|naklejka|画像|動画|音声|图片|视频|音频|圖片|影片|사진|동영상)"
    r"[ \u00a0]?(?:omitted|ausgelassen|weggelassen|omitid[oa]|omis|omise|absente?|omess[oa]|ocultad[oa]|ocult[oa]|"
    r"weggelaten|отсутствует|пропущен[оа]?|dahil edilmedi|pominięt[oy]|jätettiin pois|なし|已忽略|已省略|생략됨|생략)",
    re.IGNORECASE,
)
ATTACHED = re.compile(
    r"<(?:attached|Anhang|angehängt|adjunto|pièce jointe|anexado|anexo|allegato|bijgevoegd|bijlage|прикреплено|"
    r"вложение|załączono|ekli|eklendi|liite|bifogad|bifogat|vedlagt|terlampir|添付ファイル|附件|已附加|첨부됨|첨부)"
    r"[ \u00a0]?[:：][ \u00a0]?[^<>\n]{1,300}>"
)
MAX_NOTICE_CHARS = 300
NOTICE_TEXT = re.compile(
    r"created (?:this )?group|(?:added|removed) .| joined| left$|changed (?:the|this|their|to)|You (?:were|are now)|"
    r"turned (?:on|off)|deleted this group|security code|Missed |missed |pinned a message|Tap to |is a contact|"
    r"hat (?:die Gruppe|den Betreff|das Gruppenbild|dich)| hinzugefügt| entfernt|Verpasster |"
    r"creó (?:el|este) grupo|añadió|cambió (?:el|la)|salió|se unió|Llamada perdida|Videollamada perdida|"
    r"a créé (?:le|ce) groupe|a ajouté|a changé|est parti|Appel (?:vocal|vidéo) manqué|"
    r"criou (?:o|este) grupo|adicionou|mudou|saiu|entrou|Chamada (?:de voz|de vídeo) perdida|Ligação|"
    r"ha creato il gruppo|ha aggiunto|ha cambiato|ha modificato|Chiamata (?:vocale|video) persa|"
    r"heeft (?:de groep|deze groep)| toegevoegd| verwijderd|Gemiste |"
    r"создал|добавил|изменил|вышел|вышла|Пропущенный|grubu oluşturdu|kişisini ekledi|Cevapsız",
)
"""Searched only in what iOS marks as not typed by the author."""


def classify(body: str, marked: bool, by_group: bool) -> tuple[str, str]:
    """Return the kind of a message and its text without the edited marker.

    `marked` tells that the body began with a left-to-right mark, `by_group` that its author only ever announces.
    """
    if is_encryption_notice(body):
        return SYSTEM, body
    body = _without_edited_marker(body)
    if len(body) <= LONGEST_DELETED_TEXT and body.lower().rstrip(".。") in DELETED_TEXTS:
        return DELETED, body
    if marked and not _stands_for_content(body) and (by_group or NOTICE_TEXT.search(body[:MAX_NOTICE_CHARS])):
        return SYSTEM, body
    return MESSAGE, body


def _without_edited_marker(body: str) -> str:
    if body[-1:] != ">":
        return body
    start = body.rfind("<")
    return body[:start].rstrip() if body[start:].lower() in EDITED_MARKERS else body


def is_encryption_notice(body: str) -> bool:
    return body[:8] in NOTICE_BEGINNINGS and body.startswith(ENCRYPTION_NOTICES)


def _stands_for_content(body: str) -> bool:
    """Return whether iOS marks the body because it stands for a file, a place or a poll that the author sent."""
    return bool(body.startswith(("Location:", "POLL:")) or OMITTED.match(body) or ATTACHED.match(body))
