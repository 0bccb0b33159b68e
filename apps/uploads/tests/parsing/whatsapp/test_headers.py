import pytest

from apps.uploads.parsing.half_days import to_24_hours
from apps.uploads.parsing.whatsapp.headers import choose_style, style_of

LINES = [
    "[15/01/2024, 10:30:00] Ann: hi",
    "[1/15/24, 10:30:00 AM] Ann: hi",
    "[1/15/24, 10:30:00\u202fAM] Ann: hi",
    "[15.01.24, 10:30:00] Ann: hi",
    "[2024-01-15, 10:30:00 a.m.] Ann: hi",
    "[2024/1/15 上午10:30:00] Ann: hi",
    "[2024. 1. 15. 오전 10:30:00] Ann: hi",
    "[15/01/24 10:30] Ann: hi",
    "[15.1.2024 klo 10.30.00] Ann: hi",
    "15/01/2024, 10:30 - Ann: hi",
    "15/01/2024 10:30 - Ann: hi",
    "15/01/2024 à 10:30 - Ann: hi",
    "15.01.2024 kl. 10:30 - Ann: hi",
    "15. 1. 2024. 10:30 - Ann: hi",
    "2024/01/15, 10:30 - Ann: hi",
    "2024-01-15, 10:30 a.m. - Ann: hi",
    "15/1/24, 10:30 a. m. - Ann: hi",
    "1/15/24, 10:30 AM – Ann: hi",
    "15/1/2024، 10:30 ص - Ann: hi",
    "15.1.2024 klo 10.30 - Ann: hi",
    "2024年1月15日 上午10:30 - Ann: hi",
    "2024년 1월 15일 오전 10:30 - Ann: hi",
    "15/01/2024 10:30:00: Ann: hi",
    "15/01/2567 10:30 - Ann: hi",
    "15.01.24 г., 10:30 - Ann: hi",
    "2024-01-15 10 h 30 - Ann: hi",
    "[2024-01-15 10 h 30 min 05 s] Ann: hi",
    "[10:30:05, 15/01/2024] Ann: hi",
    "10:30, 15/01/2024 - Ann: hi",
    "[10:30 AM, 1/15/2024] Ann: hi",
    "15/1/2567 BE 10:30 - Ann: hi",
    "2024. 01. 15. 10:30 - Ann: hi",
    "[2024. 01. 15., de. 10:30:00] Ann: hi",
    "15/01/24 10.30 - Ann: hi",
    "১৫/১/২৪, ১০:৩০ AM - Ann: hi",
    "15-01-18 10:30:05 Ann: hi",
    "15/01/24, 10:30:05: Ann: hi",
    "15/01/2024, 10:30\u2009AM - Ann: hi",
    "15.01.24, 10:30 vorm. - Ann: hi",
    "15.01.2024, 10:30 Uhr - Ann: hi",
    "15/1/24, 10:30 de la mañana - Ann: hi",
    "Jan 15, 2024, 10:30 AM - Ann: hi",
    "15 janv. 2024 à 10:30 - Ann: hi",
    "[15 de enero de 2024, 10:30:05] Ann: hi",
    "10:30am, 15 Jan 2013 - Ann: hi",
    "15-Jan-24, 10:30 - Ann: hi",
]


@pytest.mark.parametrize("line", LINES)
def test_a_header_ends_where_its_author_begins(line):
    style = style_of(line)
    assert style is not None
    header = style.pattern.match(line)
    assert line[header.end() :] == "Ann: hi"
    before, hour, minute, after = header.group("before", "hour", "minute", "after")
    assert (to_24_hours(int(hour), before or "", after or ""), int(minute)) == (10, 30)


@pytest.mark.parametrize(
    "line",
    [
        "hello",
        "10:30 - Ann: hi",
        "15/01/2024 was a Monday - we met: remember?",
        "[15/01, 10:30] Ann: hi",
        "15/01/2024, 10:30 tomorrow - Ann: hi",
        "15/01/2024, 10:30, then - Ann: hi",
        "2024-01-15 10:30:05 ERROR: failed",
        "15 foo 2024, 10:30 - Ann: hi",
        "",
    ],
)
def test_other_lines_have_none(line):
    assert style_of(line) is None


def test_the_first_header_shows_the_files_own_style():
    pasted = ["[1/15/24, 10:30:00 AM] Eve: pasted"] * 5
    assert choose_style(["15/01/2024, 10:30 - Ann: look at this", *pasted]).end == "-"
    assert choose_style(["15/01/2024, 10:30 - odd line", *(pasted * 10)]).end == "]"
    assert choose_style(["no header"]) is None
