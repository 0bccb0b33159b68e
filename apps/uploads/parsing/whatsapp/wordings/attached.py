"""How an exported file is named in the text: `<attached: FILE>` by iOS, `FILE (file attached)` by Android.

Turkish iOS has the word last, `<FILE eklendi>`, Persian Android first and Tamil without parentheses; Android of 2013
wrote `FILE <attached>`. The names that WhatsApp itself gives to files, `00000012-PHOTO-2024-01-13-10-30-00.jpg` and
`IMG-20240113-WA0001.jpg`, tell a file in whatever language.
"""

import re

ATTACHED_WORDS = (
    "attached|Anhang|angehängt|adjunto|pièce jointe|anexado|anexo|allegato|bijgevoegd|bijlage|liite|bifogat|bifogad|"
    "vedhæftet|vedlagt|załączono|příloha|přiloženo|príloha|priloženo|csatolva|atașare|прикачено|επισυνάφθηκε|"
    "eklendi|ekli|прикреплено|вложение|додано|прикріплено|adjunt|المُرفق|المرفق|مرفق|پیوست|מצורף|अटैच किया गया|"
    "সংযুক্ত|แนบ|terlampir|dilampir|đính kèm|添付ファイル|附件|已附加|첨부됨|첨부"
)
BLANK = "[ \u00a0]"
IOS_NAME = r"\d{8}-[^<>\n]{1,290}"
ATTACHED = re.compile(
    rf"<(?:(?:{ATTACHED_WORDS}){BLANK}?[:：]{BLANK}?(?P<name>[^<>\n]{{1,300}})"
    rf"|[^<>:：\n]{{1,40}}[:：]{BLANK}?(?P<numbered>{IOS_NAME})"
    rf"|(?P<first>[^<>\n]{{1,290}}?\.\w{{1,5}}){BLANK}(?:eklendi|ekli))>",
    re.IGNORECASE,
)
NUMBERED = re.compile(rf"<[^<>:：\n]{{1,40}}[:：]{BLANK}?(?P<name>{IOS_NAME})>$")
"""At the end of a message whose invisible marks were lost."""
FILE_ATTACHED_WORDS = (
    "file attached|Datei angehängt|archivo adjunto|archivo adjuntado|fichier joint|arquivo anexado|ficheiro anexado|"
    "file allegato|bestand bijgevoegd|liitetiedosto|tiedosto liitetty|bifogad fil|fil bifogad|fil vedhæftet|"
    "vedlagt fil|plik dołączony|załączono plik|załączony plik|soubor byl přiložen|súbor pripojený|fájl csatolva|"
    "fișier atașat|прикачен файл|συνημμένο αρχείο|dosya ekli|файл добавлен|файл додано|datoteka u privitku|"
    "arxiu adjunt|الملف مرفق|ملف مرفق|پیوست شد|קובץ מצורף|फ़ाइल संलग्न|फाइल संलग्न|फाइल अटैच कर दी गई है|"
    "ফাইল সংযুক্ত হয়েছে|ไฟล์ที่แนบ|file terlampir|fail dilampirkan|tệp đính kèm|添付ファイル有り|添付ファイル|ファイル添付|"
    "文件附件|附件檔案|檔案已附加|파일 첨부됨|"
    "lêer aangeheg|fayl əlavə olunub|fail lisatud|қосымша файл|ಕಡತ ಸೇರಿಸಲಾಯಿತು|byla prisegta|pievienots fails|"
    "прикачен фајл|ഫയൽ ചേർത്തു|ਫਾਈਲ ਅਟੈਚ ਕੀਤੀ|ਅਟੈਚ ਕੀਤੀ ਫਾਇਲ|priložena datoteka|skedë e ngjitur|прикачена датотека|"
    "faili limeambatanishwa|ఫైల్ జోడించబడినది|nakalakip na file|پیوستہ فائل|fayl biriktirildi|ફાઇલ જોડાયેલ|"
    "файл прикреплен|dosya eklendi"
)
ANDROID_NAME = r"(?:IMG|VID|AUD|PTT|DOC|STK)-\d{8}-WA\d{1,6}\.\w{0,5}"
FILE_ATTACHED = re.compile(
    rf"(?:(?P<name>[^\n]{{0,200}}?\.\w{{0,5}}){BLANK}(?:\((?:{FILE_ATTACHED_WORDS})\)|<attached>)"
    rf"|(?P<own>{ANDROID_NAME})(?:{BLANK}[(<][^()<>\n]{{2,40}}[)>]|{BLANK}இணைக்கப்பட்டது)?"
    rf"|فایل پیوست شد{BLANK}(?P<last>[^\n]{{1,200}}\.\w{{1,5}})){BLANK}*(?:\n|$)",
    re.IGNORECASE,
)
FILE_ATTACHED_SIGNS = (")", ">", "-WA", "پیوست")
"""One of them stands in every text that it matches."""
