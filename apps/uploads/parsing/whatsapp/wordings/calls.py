"""Calls, as both systems write them; what follows the wording is how long it took or how to call back."""

import re

from apps.uploads.parsing.whatsapp.wordings import variants

CALLS = variants(
    "Missed voice call|Missed video call|Missed group voice call|Missed group video call|Missed group call",
    "Silenced voice call|Silenced video call|Voice call|Video call|Group call|Group video call|Group voice call",
    "Verpasster Sprachanruf|Verpasster Videoanruf|Verpasster Gruppenanruf|Verpasster Anruf|Sprachanruf|Videoanruf",
    "Llamada perdida|Llamada de voz perdida|Videollamada perdida|Llamada grupal perdida|Llamada de voz|Videollamada",
    "Appel vocal manqué|Appel vidéo manqué|Appel manqué|Appel de groupe manqué|Appel vocal|Appel vidéo",
    "Chamada de voz perdida|Chamada de vídeo perdida|Videochamada perdida|Ligação de voz perdida|"
    "Ligação de vídeo perdida|Ligação de voz|Ligação de vídeo|Chamada de voz|Chamada de vídeo",
    "Chiamata vocale persa|Videochiamata persa|Chiamata persa|Chiamata vocale|Videochiamata",
    "Gemist spraakgesprek|Gemist videogesprek|Gemiste spraakoproep|Gemiste video-oproep|Gemiste groepsoproep|"
    "Spraakoproep|Video-oproep",
    "Vastaamaton äänipuhelu|Vastaamaton videopuhelu|Äänipuhelu|Videopuhelu",
    "Missat röstsamtal|Missat videosamtal|Missat samtal|Röstsamtal|Videosamtal",
    "Ubesvaret taleopkald|Ubesvaret videoopkald|Mistet opkald|Taleopkald|Videoopkald",
    "Tapt taleanrop|Tapt videoanrop|Tapt videosamtale|Taleanrop|Videoanrop",
    "Nieodebrane połączenie|Nieodebrane poł|Połączenie głosowe|Połączenie wideo",
    "Zmeškaný hlasový hovor|Zmeškaný hovor|Zmeškaný videohovor|Hlasový hovor|Videohovor",
    "Nem fogadott hanghívás|Nem fogadott videohívás|Nem fogadott videóhívás|Hanghívás|Videohívás",
    "Apel vocal nepreluat|Apel vocal ratat|Apel video nepreluat|Apel video ratat|Apel vocal|Apel video",
    "Пропуснато гласово обаждане|Пропуснато видео обаждане|Гласово обаждане|Видео обаждане",
    "Αναπάντητη φωνητική κλήση|Αναπάντητη βιντεοκλήση|Αναπάντητη κλήση|Φωνητική κλήση|Βιντεοκλήση",
    "Cevapsız sesli arama|Cevapsız görüntülü arama|Cevapsız sesli grup araması|Sesli arama|Görüntülü arama",
    "Пропущенный аудиозвонок|Пропущенный видеозвонок|Аудиозвонок|Видеозвонок",
    "Пропущений аудіодзвінок|Пропущений відеодзвінок|Аудіодзвінок|Відеодзвінок",
    "Propušteni glasovni poziv|Propušteni videopoziv|Trucada de veu perduda|Trucada de vídeo perduda",
    "مكالمة صوتية فائتة|مكالمة فيديو فائتة|مكالمة صوتية|مكالمة فيديو",
    "تماس صوتی پاسخ داده نشده|تماس تصویری پاسخ داده نشده|تماس صوتی|تماس تصویری",
    "שיחה קולית שלא נענתה|שיחת וידאו שלא נענתה|שיחה קולית|שיחת וידאו",
    "मिस्ड वॉइस कॉल|मिस्ड वीडियो कॉल|वॉइस कॉल मिस हुई|छूटी हुई ध्वनि कॉल|वॉइस कॉल|वीडियो कॉल",
    "ভয়েস কল মিস করেছেন|ভিডিও কল মিস করেছেন|মিসড ভয়েস কল|ভয়েস কল|ভিডিও কল",
    "สายที่ไม่ได้รับ|วิดีโอคอลที่ไม่ได้รับ|สายโทรวิดีโอที่ไม่ได้รับ|การโทรด้วยเสียง|วิดีโอคอล",
    "Panggilan suara tak terjawab|Panggilan video tak terjawab|Panggilan suara terlepas|Panggilan video terlepas|"
    "Panggilan suara|Panggilan video",
    "Cuộc gọi nhỡ video|Cuộc gọi nhỡ|Cuộc gọi thoại|Cuộc gọi video",
    "音声通話不在着信|ビデオ通話不在着信|不在着信|音声通話|ビデオ通話",
    "未接语音通话|未接视频通话|语音通话|视频通话|未接語音通話|未接視像通話|未接視訊通話|語音通話|視訊通話",
    "부재중 전화|부재중 음성통화|부재중 영상통화|음성통화|영상통화",
)
CALL = re.compile(
    rf"(?:{'|'.join(sorted(map(re.escape, CALLS), key=len, reverse=True))})(?![\w-])", re.IGNORECASE
)
