"""How an exported file is named in the text: `<attached: FILE>` by iOS, `FILE (file attached)` by Android."""

import re

ATTACHED_WORDS = (
    "attached|Anhang|angehängt|adjunto|pièce jointe|anexado|anexo|allegato|bijgevoegd|bijlage|liite|bifogat|bifogad|"
    "vedhæftet|vedlagt|załączono|příloha|přiloženo|príloha|priloženo|csatolva|atașare|прикачено|επισυνάφθηκε|"
    "eklendi|ekli|прикреплено|вложение|додано|прикріплено|adjunt|المُرفق|المرفق|مرفق|پیوست|מצורף|अटैच किया गया|"
    "সংযুক্ত|แนบ|terlampir|dilampir|đính kèm|添付ファイル|附件|已附加|첨부됨|첨부"
)
ATTACHED = re.compile(
    rf"<(?:{ATTACHED_WORDS})[ \u00a0]?[:：][ \u00a0]?(?P<name>[^<>\n]{{1,300}})>", re.IGNORECASE
)
FILE_ATTACHED_WORDS = (
    "file attached|Datei angehängt|archivo adjunto|archivo adjuntado|fichier joint|arquivo anexado|ficheiro anexado|"
    "file allegato|bestand bijgevoegd|liitetiedosto|tiedosto liitetty|bifogad fil|fil bifogad|fil vedhæftet|"
    "vedlagt fil|plik dołączony|załączono plik|załączony plik|soubor byl přiložen|súbor pripojený|fájl csatolva|"
    "fișier atașat|прикачен файл|συνημμένο αρχείο|dosya ekli|файл добавлен|файл додано|datoteka u privitku|"
    "arxiu adjunt|الملف مرفق|ملف مرفق|پیوست شد|קובץ מצורף|फ़ाइल संलग्न|फाइल संलग्न|फाइल अटैच कर दी गई है|"
    "ফাইল সংযুক্ত হয়েছে|ไฟล์ที่แนบ|file terlampir|fail dilampirkan|tệp đính kèm|添付ファイル有り|添付ファイル|ファイル添付|"
    "文件附件|附件檔案|檔案已附加|파일 첨부됨"
)
FILE_ATTACHED = re.compile(
    rf"(?P<name>[^\n]{{0,200}}?\.\w{{1,5}})[ \u00a0]\((?:{FILE_ATTACHED_WORDS})\)[ \u00a0]*(?:\n|$)",
    re.IGNORECASE,
)
