"""What WhatsApp writes for a file: which file, if it says so, and of which type.

iOS writes "image omitted" or "<attached: 0001-PHOTO.jpg>", Android "<Media omitted>", of any type, or
"IMG-0001.jpg (file attached)". The text of the message keeps what was written.
"""

import re

from apps.uploads.parsing.base import Attachment
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.whatsapp.markers import ATTACHED, OMITTED

MEDIA_OMITTED = frozenset(
    f"<{text}>".lower()
    for text in (
        "Media omitted",
        "Medien ausgeschlossen",
        "Medien weggelassen",
        "Multimedia omitido",
        "Archivo omitido",
        "Médias omis",
        "Fichier omis",
        "Mídia oculta",
        "Mídia omitida",
        "Arquivo de mídia oculto",
        "Ficheiro não revelado",
        "Media omessi",
        "Media weggelaten",
        "Без медиафайлов",
        "Файл пропущен",
        "Pominięto multimedia",
        "Medya dahil edilmedi",
        "Medya atlanmış",
        "Mediatiedosto poistettu",
        "Media utelämnat",
        "Media tidak disertakan",
        "मीडिया छोड़ा गया",
        "تم استبعاد الوسائط",
        "メディアは含まれていません",
        "省略多媒体文件",
        "忽略多媒體檔",
        "미디어 파일을 제외했습니다",
    )
)
LONGEST_MEDIA_OMITTED = max(map(len, MEDIA_OMITTED))
FILE_ATTACHED = re.compile(
    r"(?P<name>[^\n]{0,200}?\.\w{1,5})[ \u00a0]\((?:file attached|Datei angehängt|archivo adjunto|fichier joint|"
    r"arquivo anexado|ficheiro anexado|file allegato|bestand bijgevoegd|файл добавлен|dosya ekli|plik dołączony|"
    r"załączono plik|tiedosto liitetty|bifogad fil|fil bifogad|file terlampir|添付ファイル|文件附件|檔案已附加|"
    r"파일 첨부됨)\)",
    re.IGNORECASE,
)
TYPES_BY_NOUN = (
    ("sticker", ("sticker", "figurinha", "стикер", "çıkartma", "naklejka")),
    ("video", ("video", "vídeo", "vidéo", "видео", "wideo", "動画", "视频", "影片", "동영상")),
    ("audio", ("audio", "аудио", "ses", "音声", "音频")),
    ("gif", ("gif",)),
    ("contact", ("contact card", "kontaktkarte", "tarjeta de contacto", "cartão do contato", "contactkaart")),
    ("file", ("document", "dokument", "documento", "документ", "belge", "file")),
    ("media", ("media",)),
)
ENDS_WITH_DOCUMENT = re.compile(
    r"(?P<name>[^\n]{1,200}?)(?: [•·][^\n]{1,40}?)? (?:document|Dokument|documento) \w+$"
)


def find_attachments(body: str, *, is_marked: bool) -> tuple[Attachment, ...]:
    """Return the file that a message stands for; `is_marked` tells that iOS marked it as not typed."""
    attachment = _read_angles(body) if body.startswith("<") else _read_plain(body, is_marked)
    return (attachment,) if attachment else ()


def _read_angles(body: str) -> Attachment | None:
    if len(body) <= LONGEST_MEDIA_OMITTED and body.lower() in MEDIA_OMITTED:
        return Attachment("", "media")
    if found := ATTACHED.match(body):
        name = re.split("[:：]", found[0], maxsplit=1)[1].strip(" \u00a0>")
        return Attachment(name, guess_type(name))
    return None


def _read_plain(body: str, is_marked: bool) -> Attachment | None:
    if ")" in body and (found := FILE_ATTACHED.match(body)):
        return Attachment(found["name"], guess_type(found["name"]))
    if OMITTED.fullmatch(body):
        return Attachment("", _type_of_noun(body.lower()))
    if is_marked and (found := ENDS_WITH_DOCUMENT.match(body)) and "." in found["name"]:
        return Attachment(found["name"], "file")
    return None


def _type_of_noun(body: str) -> str:
    """The noun comes first; what no list has is one of the many words for a picture."""
    return next((kind for kind, nouns in TYPES_BY_NOUN if body.startswith(nouns)), "image")
