"""Tables and JSON as other programs, languages and databases write them."""

import json

import pytest

from apps.uploads.tests.parsing.reading import read_bytes, read_text

ID = "5f2b1c9e8a7d6f0012345678"
NOON = "2013-12-24T14:03:00"


@pytest.mark.parametrize(
    ("written", "local", "utc", "precision"),
    [
        ("Dec 24, 2013 2:03 PM", NOON, "14:03", "minute"),
        ("December 24, 2013 at 2:03:00 PM", NOON, "14:03", "second"),
        ("24 Dec 2013 14:03:00", NOON, "14:03", "second"),
        ("Tuesday, December 24, 2013 2 PM", "2013-12-24T14:00:00", "14:00", "minute"),
        ("24. Dezember 2013 14:03", NOON, "14:03", "minute"),
        ("December 24, 2013", "2013-12-24T00:00:00", "00:00", "day"),
        ("24/12/2013 14h03", NOON, "14:03", "minute"),
        ("2013. 12. 24. 오후 2:03", NOON, "14:03", "minute"),
        ("2013年12月24日 14:03", NOON, "14:03", "minute"),
        ("20131224140300", NOON, "14:03", "second"),
        ("2013-12-24 14:03:00 CET", "", "13:03", "second"),
        ("2013-12-24 02:03:00 PM EST", "", "19:03", "second"),
        ("24.12.2013 14:03 (UTC+2)".replace("(", "").replace(")", ""), "", "12:03", "minute"),
        ("Tue Dec 24 14:03:00 +0100 2013", "", "13:03", "second"),
        ("Tue, 24 Dec 2013 14:03:00 +0100", "", "13:03", "second"),
    ],
)
def test_times_are_read_however_they_are_written(written, local, utc, precision):
    reading = read_text(f'time,sender,text\n"{written}",Ann,hi\n', "x.csv")
    [message] = reading.messages
    assert (message.local_time, f"{message.sent_at:%H:%M}", message.precision) == (local, utc, precision)
    assert reading.report.skipped == 0


def test_days_of_excel_are_told_from_seconds_of_a_recording():
    reading = read_text("date,sender,text\n41632.5854166667,Ann,hi\n41633,Bob,ho\n", "x.csv")
    assert reading.local_times == [NOON, "2013-12-25T00:00:00"]
    assert [message.precision for message in reading.messages] == ["second", "day"]
    reading = read_text("time,sender,text\n0.5,Ann,hi\n41632.5,Bob,ho\n", "x.csv")
    assert [message.sent_at for message in reading.messages] == [None, None]


HEADINGS = {
    "de": "Datum;Uhrzeit;Absender;Nachricht",
    "es": "Fecha;Hora;Remitente;Mensaje",
    "fr": "Date;Heure;Expéditeur;Message",
    "it": "Data;Ora;Mittente;Messaggio",
    "pt": "Data;Hora;Remetente;Mensagem",
    "nl": "Datum;Tijd;Afzender;Bericht",
    "pl": "Data;Godzina;Nadawca;Wiadomość",
    "tr": "Tarih;Saat;Gönderen;Mesaj",
    "sv": "Datum;Tid;Avsändare;Meddelande",
    "cs": "Datum;Čas;Odesílatel;Zpráva",
    "fi": "Päivämäärä;Aika;Lähettäjä;Viesti",
    "id": "Tanggal;Waktu;Pengirim;Pesan",
    "ru": "Дата;Время;Отправитель;Сообщение",
    "el": "Ημερομηνία;Ώρα;Αποστολέας;Μήνυμα",
    "ar": "التاريخ;الوقت;المرسل;الرسالة",
    "he": "תאריך;שעה;שולח;הודעה",
    "hi": "दिनांक;समय;प्रेषक;संदेश",
    "zh": "日期;时间;发送者;内容",
    "ko": "날짜;시간;보낸 사람;메시지",
}


@pytest.mark.parametrize("language", HEADINGS)
def test_columns_are_known_in_many_languages(language):
    reading = read_text(f"{HEADINGS[language]}\n24.12.2013;14:03;Ann;hi\n", "x.csv")
    [message] = reading.messages
    assert (message.sender, message.text, message.local_time) == ("Ann", "hi", NOON)
    assert reading.report.questions == []


def test_a_title_may_stand_before_the_names_of_the_columns():
    reading = read_text(
        "Chat of X\n2014-01-01, somebody\n\ntime,sender,text\n2013-12-24T14:03,Ann,hi\n", "x.csv"
    )
    assert [(m.sender, m.text) for m in reading.messages] == [("Ann", "hi")]


def test_quotation_marks_may_be_escaped_by_backslashes():
    rows = 'time,sender,text\n2013-12-24T14:03,Ann,"a \\"b\\", c"\n2013-12-24T14:03,Bob,"C:\\\\d"\n'
    assert read_text(rows, "x.csv").texts == ['a "b", c', "C:\\d"]
    assert read_text('time,sender,text\n2013-12-24T14:03,Ann,"C:\\d\\"\n', "x.csv").texts == ["C:\\d\\"]


def test_objects_of_databases_hold_times_and_ids():
    records = [
        {"_id": {"$oid": ID}, "user": "a", "text": "1", "ts": {"$date": {"$numberLong": "1387893780000"}}},
        {"user": "a", "text": "2", "ts": {"_seconds": 1387893780, "_nanoseconds": 5000000}},
        {"user": "a", "text": "3", "ts": {"seconds": 1387893780, "nanoseconds": 0}},
    ]  # fmt: skip
    reading = read_text(json.dumps(records), "x.json")
    assert [f"{m.sent_at:%H:%M:%S.%f}" for m in reading.messages] == [
        "14:03:00.000000",
        "14:03:00.005000",
        "14:03:00.000000",
    ]
    assert reading.messages[0].source_ref == ID


def test_a_day_and_its_time_of_day_are_joined_in_json_too():
    records = [{"date": "24/12/2013", "time": "14:03", "name": "Ann", "message": "hi"}]
    assert read_text(json.dumps(records), "x.json").local_times == [NOON]
    records = [{"date": "2013-12-24 00:00:00", "time": "14:03", "name": "Ann", "message": "hi"}]
    assert read_text(json.dumps(records), "x.json").local_times == [NOON]
    records = [{"date": "2013-12-24T14:03:00", "time": 3.5, "name": "Ann", "message": "hi"}]
    assert read_text(json.dumps(records), "x.json").local_times == [NOON]


def test_a_broken_second_line_does_not_make_json_lines_something_else():
    line = '{"time": "2013-12-24T14:03:00Z", "user": "a", "text": "x"}'
    reading = read_text(f"{line}\nnot json\n{line}\n", "x.jsonl")
    assert (reading.texts, [skip.position for skip in reading.report.skips]) == (["x", "x"], [2])


def test_a_lone_line_with_lists_is_a_message():
    line = '{"author": "a", "timestamp": 1387893780, "content": "x", "attachments": [{"filename": "a.png"}]}'
    [message] = read_text(line, "x.jsonl").messages
    assert (message.text, message.attachments[0].name) == ("x", "a.png")


def test_lines_may_be_conversations():
    line = '{"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "ho"}]}'
    assert read_text(f"{line}\n{line}\n", "x.jsonl").texts == ["hi", "ho"] * 2


def test_conversations_may_be_named_by_their_keys():
    chats = {"chats": {name: {"messages": [{"sender": "a", "body": "hi"}]} for name in ("Ann", "Bob")}}
    assert [m.conversation for m in read_text(json.dumps(chats), "x.json").messages] == ["Ann", "Bob"]


def test_what_the_program_says_is_marked_by_a_flag():
    records = [
        {"name": "Ann", "text": "hi", "system": False},
        {"name": "App", "text": "x joined", "system": True},
    ]
    assert [m.kind for m in read_text(json.dumps(records), "x.json").messages] == ["message", "system"]


def test_an_id_stands_for_an_empty_name():
    records = [
        {"displayName": None, "from": "8:ann", "content": "hi", "originalarrivaltime": "2019-01-01T10:00:00Z"}
    ]
    [message] = read_text(json.dumps({"MessageList": records}), "x.json").messages
    assert (message.sender, message.text) == ("8:ann", "hi")


@pytest.mark.parametrize(
    ("encoding", "names", "text"),
    [
        ("cp1250", "Data;Nadawca;Wiadomość", "cześć, źdźbło trawy, gęś i żółw"),
        ("cp1251", "Дата;Отправитель;Сообщение", "привет, как дела"),
        ("cp1253", "Ημερομηνία;Αποστολέας;Μήνυμα", "καλημέρα"),
        ("gb18030", "时间;发送者;内容", "你好"),
        ("shift_jis", "日時;送信者;本文", "こんにちは"),
        ("euc_kr", "날짜;보낸 사람;메시지", "안녕하세요"),
    ],
)
def test_legacy_encodings_are_told_by_the_columns_names(encoding, names, text):
    reading = read_bytes(f"{names}\n24.12.2013 14:03;Ann;{text}\n".encode(encoding), "x.csv")
    assert reading.texts == [text]


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_lines_may_end_in_any_way(end):
    rows = ["time,sender,text", '2013-12-24T14:03,Ann,"a\nb"', "2013-12-24T14:03,Bob,c", "", ""]
    assert read_text(end.join(rows), "x.csv").texts == ["a\nb", "c"]


@pytest.mark.parametrize(
    ("person", "name"),
    [
        ({"id": 1, "first_name": "Ann", "last_name": "Lee", "username": "al"}, "Ann Lee"),
        ({"id": 1, "first_name": "Ann", "last_name": None}, "Ann"),
        ({"username": "al", "global_name": "Ann Lee"}, "Ann Lee"),
        ({"id": "5300"}, "5300"),
    ],
)
def test_a_person_is_named_as_people_are(person, name):
    record = {"message": {"from": person, "chat": {"title": "Garden"}, "date": 1387893780, "text": "hi"}}
    [message] = read_text(json.dumps({"result": [record]}), "x.json").messages
    assert (message.sender, message.conversation) == (name, "Garden")


def test_a_conversation_without_name_is_told_by_its_id():
    chats = [{"match_id": f"Match {n}", "messages": [{"from": "You", "message": "hi"}]} for n in (1, 2)]
    assert [m.conversation for m in read_text(json.dumps(chats), "x.json").messages] == ["Match 1", "Match 2"]


def test_quotation_marks_left_open_in_a_table_of_tabs_are_words():
    rows = 'time\tsender\ttext\n2013-12-24T14:03\tAnn\t"so he said\n2013-12-24T14:04\tBob\tyes "\n'
    assert read_text(rows, "x.tsv").texts == ['"so he said', 'yes "']
    rows = 'time\tsender\ttext\n2013-12-24T14:03\tAnn\t"two\nlines"\n2013-12-24T14:04\tBob\tyes\n'
    assert read_text(rows, "x.tsv").texts == ["two\nlines", "yes"]
