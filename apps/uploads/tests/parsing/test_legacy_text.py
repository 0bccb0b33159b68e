"""Text files of an age before UTF-8."""

import pytest

from apps.uploads.tests.parsing.reading import read_bytes

RUSSIAN = "Привет, как у тебя дела сегодня? Встретимся вечером у метро, если не будет дождя."
JAPANESE = "こんにちは、お元気ですか。今日はとても良い天気ですね。"
CHINESE = "你好，今天的天气怎么样？我们下午一起去公园散步吧。"
KOREAN = "안녕하세요, 오늘 날씨가 참 좋네요. 저녁에 만날까요?"
GREEK = "Καλημέρα, τι κάνεις σήμερα; Θα βρεθούμε το βράδυ στην πλατεία."


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", RUSSIAN),
        ("koi8_r", RUSSIAN),
        ("cp1253", GREEK),
        ("cp932", f"①髙{JAPANESE}"),
        ("euc_jp", JAPANESE),
        ("iso2022_jp", JAPANESE),
        ("gb18030", CHINESE),
        ("euc_kr", KOREAN),
    ],
)
def test_other_alphabets_are_told(encoding, text):
    log = read_bytes(
        f"[10:30] <ann> {text}\n[10:31] <bob> ok\n[10:32] <ann> {text}\n".encode(encoding), "x.log"
    )
    assert (log.format, log.texts) == ("irc", [text, "ok", text])
    assert log.report.encoding
    for name in ("x.txt", "x.md"):
        assert read_bytes(f"{text}\n\n{text}\n".encode(encoding), name).texts == [text, text]


@pytest.mark.parametrize(
    "text",
    [
        "Schöne Grüße aus Köln, bis später am Bahnhof. Ärger gibt es keinen.",
        "À bientôt, ça va très bien ici, même s'il pleut à Orléans.",
        "¿Qué tal mañana? Sí, allí está el niño.",
        "Blåbærgrød på Ærø, så går det nok.",
    ],
)
def test_latin_files_are_read_as_windows_1252(text):
    reading = read_bytes(f"[10:30] <ann> {text}\n[10:31] <bob> {text}\n".encode("cp1252"), "x.log")
    assert (reading.texts, reading.report.encoding) == ([text, text], "")


def test_a_stray_line_in_utf_8_changes_nothing():
    data = f"[10:30] <ann> {RUSSIAN}\n[10:31] <bob> {GREEK}\n".encode() + b"[10:32] <cem> ai\x9aku\n"
    assert read_bytes(data, "x.log").texts == [RUSSIAN, GREEK, "aišku"]
