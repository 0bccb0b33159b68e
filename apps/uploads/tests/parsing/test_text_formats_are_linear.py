"""Lines made to slow down the patterns of one format, which `test_hostile` does not try on all others."""

import io
import time

import pytest

from apps.uploads.parsing.base import ParseOptions, ParseReport, Sample
from apps.uploads.parsing.kakaotalk import KakaoTalkParser
from apps.uploads.parsing.line import LineParser
from apps.uploads.parsing.qq import QqParser
from apps.uploads.parsing.whatsapp import WhatsAppParser

WHATSAPP = "[13/01/2024, 10:30:00] Ann: "
LINE = "2024.01.02 Tuesday\n10:30\tAnn\t"
KAKAOTALK = "--------------- 2026년 4월 25일 토요일 ---------------\n[지민] [오후 3:20] x\n"

QQ = "2024-01-02 03:04:05 Ann(10001)\n"


@pytest.mark.parametrize(
    ("parser", "head", "piece"),
    [
        (WhatsAppParser(), WHATSAPP, "@\u2068"),
        (WhatsAppParser(), WHATSAPP, "\u200e<attached: "),
        (WhatsAppParser(), WHATSAPP, "a.b (file "),
        (WhatsAppParser(), f"{WHATSAPP}POLL:\nx\n", "OPTION: ("),
        (WhatsAppParser(), WHATSAPP, "@1234567890123456"),
        (WhatsAppParser(), "[13/01/2024, 10:30:00] ", "Ann hat die Gruppe "),
        (LineParser(), LINE, "[File] "),
        (LineParser(), LINE, "メッセージの"),
        (LineParser(), f"{LINE}x\n", "Fri, 1/1/2026 "),
        (LineParser(), "2024.01.02 Tuesday\n10:30 ", "a "),
        (KakaoTalkParser(), KAKAOTALK, "님이 "),
        (KakaoTalkParser(), KAKAOTALK, "[[x] "),
        (KakaoTalkParser(), KAKAOTALK, "[오후 3:20] "),
        (KakaoTalkParser(), KAKAOTALK, "2026. 1. "),
        (QqParser(), QQ, "2024-01-02 03:04:05 【"),
        (QqParser(), f"{QQ}2024-01-02 03:04:05 ", "(10001) <a@b"),
    ],
)
def test_time_is_linear(parser, head, piece):
    line = piece * (60_000 // len(piece))
    short = "\n".join([piece * (390 // len(piece))] * 200)
    data = f"{head}{line}\n{line}\n{short}\n".encode()
    started = time.process_time()
    parser.sniff(Sample("chat.txt", data.decode()[: 64 * 1024]))
    assert list(parser.parse(io.BytesIO(data), ParseOptions("chat.txt"), ParseReport()))
    assert time.process_time() - started < 0.5
