from datetime import UTC, datetime, timedelta

from apps.uploads.parsing.base import Inference, ParsedMessage, ParseReport
from apps.uploads.parsing.report import ReportBuilder, describe_reading
from apps.uploads.parsing.report_totals import ReportTotals

START = datetime(2024, 5, 1, tzinfo=UTC)


def make_report(day: int, *senders: str, warnings: tuple[str, ...] = ()) -> dict:
    builder = ReportBuilder()
    for number, sender in enumerate(senders):
        sent_at = START + timedelta(days=day, minutes=number)
        builder.add(ParsedMessage(f"chat {day}", sender, sent_at, "x"))
    reading = ParseReport(format="irc", encoding="utf-8", warnings=list(warnings))
    reading.infer(Inference("timezone", "UTC", "assumed", 0.0, "No zone."))
    return {**describe_reading(reading, "IRC log"), **builder.describe()}


def test_files_are_added_up():
    totals = ReportTotals()
    totals.add("b.log", make_report(9, "Ann", "Bob", warnings=("Odd.",)))
    totals.add("a.log", make_report(1, "Ann", warnings=("Odd.", "Odder.")))
    totals.add("unread.log", {})
    described = totals.describe()
    assert (described["counts"]["files"], described["counts"]["messages"], described["counts"]["people"]) == (
        3,
        3,
        2,
    )
    assert (described["first"]["utc"], described["last"]["utc"]) == (
        "2024-05-02T00:00:00Z",
        "2024-05-10T00:01:00Z",
    )
    assert described["formats"] == [{"format": "irc", "label": "IRC log", "files": 2}]
    assert described["people"] == [{"name": "Ann", "messages": 2}, {"name": "Bob", "messages": 1}]
    assert [(chat["name"], chat["file"]) for chat in described["conversations"]] == [
        ("chat 9", "b.log"),
        ("chat 1", "a.log"),
    ]
    assert described["warnings"] == [
        {"text": "Odd.", "file": "b.log", "files": 2},
        {"text": "Odder.", "file": "a.log", "files": 1},
    ]
    (inference,) = described["inferences"]
    assert (inference["explanation"], inference["files"]) == ("No zone.", 2)


def test_fractions_of_a_second_do_not_confuse_the_order():
    totals = ReportTotals()
    for microsecond in (250_000, 0):
        builder = ReportBuilder()
        builder.add(ParsedMessage("c", "Ann", START.replace(microsecond=microsecond), "x"))
        totals.add("x", {**describe_reading(ParseReport()), **builder.describe()})
    described = totals.describe()
    assert (described["first"]["utc"], described["last"]["utc"]) == (
        "2024-05-01T00:00:00Z",
        "2024-05-01T00:00:00.250Z",
    )


def test_nothing_read_has_no_times():
    described = ReportTotals().describe()
    assert (described["first"], described["last"], described["counts"]) == (None, None, {"people": 0})
