import csv
import io

import pytest

from apps.uploads.tests.parsing.reading import read_bytes, read_text


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiter_and_encoding_are_guessed(delimiter, encoding):
    table = io.StringIO()
    writer = csv.writer(table, delimiter=delimiter)
    writer.writerows(
        [["Date", "User", "Message"], ["2024-06-01 10:00:00", "Jürgen", 'zwei\nZeilen, "quoted"; a|b\tc é']]
    )
    [message] = read_bytes(table.getvalue().encode(encoding), "chat.csv").messages
    assert (message.sender, message.text) == ("Jürgen", 'zwei\nZeilen, "quoted"; a|b\tc é')
    assert message.local_time == "2024-06-01T10:00:00"


def test_a_cyrillic_table_of_windows_is_read():
    rows = "".join(
        f"2024-06-01 10:{minute:02d};Анна;Доброе утро, как дела сегодня?\n" for minute in range(30)
    )
    reading = read_bytes(f"Дата;Автор;Сообщение\n{rows}".encode("cp1251"), "chat.csv")
    assert (reading.messages[0].sender, reading.texts[0]) == ("Анна", "Доброе утро, как дела сегодня?")


def test_separate_columns_of_date_and_time_are_joined():
    reading = read_text("Date,Time,Sender,Text\n13/01/2024,10:30,Ann,hi\n14/01/2024,9:05 PM,Bob,ho\n")
    assert reading.local_times == ["2024-01-13T10:30:00", "2024-01-14T21:05:00"]


def test_rows_that_do_not_fit_are_listed_and_the_rest_is_read():
    reading = read_text(
        "time,sender,text\n2024-01-13 10:30,Ann,one\nbroken\n\n2024-01-13 10:31,Bob,two, or three\n"
    )
    assert reading.texts == ["one", "two, or three"]
    assert [skip.position for skip in reading.report.skips] == [3]


def test_a_quotation_that_never_ends_loses_no_row_before_it():
    rows = "".join(f"2024-01-13 10:30,Ann,row {number}\n" for number in range(50))
    reading = read_text(
        f'time,sender,text\n{rows}2024-01-13 10:30,Bob,"open\n' + "x" * 60_000 + "\n" + "y" * 200_000
    )
    assert reading.texts[:50] == [f"row {number}" for number in range(50)]
    assert reading.report.skipped >= 1


def test_excels_separator_line_and_an_empty_beginning_are_passed():
    assert read_text("\n\nsep=;\ntime;sender;text\n2024-01-13 10:30;Ann;a,b\n", "chat.csv").texts == ["a,b"]


def test_conversations_come_from_their_column():
    reading = read_text("time,channel,user,text\n1700000000,dev,Ann,a\n1700000001,ops,Bob,b\n")
    assert [m.conversation for m in reading.messages] == ["dev", "ops"]


def test_the_order_of_dates_is_read_over_the_whole_table():
    rows = "".join(f"{month}/{day}/2024 10:00,Ann,x\n" for month, day in [(1, 2), (1, 3), (2, 1), (2, 28)])
    assert read_text(f"time,sender,text\n{rows}").local_times[0] == "2024-01-02T10:00:00"


@pytest.mark.parametrize(
    "header", ["time,sender,text", "Zeit,Absender,Nachricht", "fecha,autor,mensaje", "日期,发送者,内容"]
)
def test_headers_may_be_in_other_languages(header):
    [message] = read_text(f"{header}\n2024-01-13 10:30,Ann,hi\n").messages
    assert (message.sender, message.text, message.local_time) == ("Ann", "hi", "2024-01-13T10:30:00")
