"""What a log leaves open, as the report tells it: its day or year, and a clock of half days."""

from apps.uploads.parsing.base import Choice, Inference, ParseOptions, ParseReport
from apps.uploads.parsing.first_day import describe_day
from apps.uploads.parsing.irc.scan import Scan

CLOCK_CHOICES = (
    Choice("12", "12 hours without am or pm: the clock that starts over has passed noon or midnight"),
    Choice("24", "24 hours: the times are as they stand"),
)


def report_inferences(found: Scan, options: ParseOptions, report: ParseReport) -> None:
    if not found.style.has_time:
        report.warn("The log's lines have no times.")
        return
    if found.order is not None:
        found.order.report(report)
    if found.style.has_year:
        return
    report.infer(_base_date(found, options))
    if found.half_days or found.clock_lines:
        report.infer(_clock(found, options))
    if found.half_days:
        report.warn(
            "The log's clock shows 12 hours without am or pm; its times may be 12 hours too early or too late."
        )
    if not found.day_source:
        missing = "year" if found.style.has_date else "date"
        report.warn(
            f"The log gives no {missing}, so its messages have no time. State the day of its first line, or put it "
            "into the file name, such as channel_2013-12-24.log."
        )


def _base_date(found: Scan, options: ParseOptions) -> Inference:
    if found.day_source != "file":
        what = "a year" if found.style.has_date else "a date"
        return describe_day(options, f"Lines have a time, but neither they nor the file's name tell {what}.")
    where = "A line of the log states the day." if found.day_lines else "The file's name carries the day."
    return Inference("base_date", found.day.isoformat(), "file", 1.0, where, lines=found.day_lines)


def _clock(found: Scan, options: ParseOptions) -> Inference:
    value = "12" if found.half_days else "24"
    if options.clock:
        return Inference("clock", value, "stated", 1.0, "The clock was stated.", choices=CLOCK_CHOICES)
    if not found.half_days:
        return Inference(
            "clock", value, "file", 0.9, "Day marks in the log fit its clock.", choices=CLOCK_CHOICES
        )
    sentence = (
        "No hour is later than 12, and after 12:59 (or 11:59) the clock starts over, as one of 12 hours does."
    )
    return Inference("clock", value, "file", 0.9, sentence, found.clock_lines, CLOCK_CHOICES)
