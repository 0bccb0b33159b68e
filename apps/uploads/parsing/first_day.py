"""The day of a file's first message, where its times have none: stated by who uploads it, else asked for."""

from datetime import date

from apps.uploads.parsing.base import NO_DAY, Choice, Inference, ParseOptions, UnreadableExport

NO_DAY_CHOICE = Choice(NO_DAY, "Nobody knows: keep the messages, without times")


def stated_day(options: ParseOptions) -> date | None:
    """Return the day that was stated, if any. Raises UnreadableExport if it is none."""
    if options.base_date in ("", NO_DAY):
        return None
    try:
        return date.fromisoformat(options.base_date)
    except ValueError:
        raise UnreadableExport(
            "unknown_date",
            "The day of the first message must be written as year-month-day, such as 2013-12-24.",
        ) from None


def describe_day(options: ParseOptions, missing: str) -> Inference:
    """Return what was stated, or the question for it; `missing` is a sentence that says what the file lacks."""
    if options.base_date:
        explanation = "The day of the first message was stated."
        return Inference("base_date", options.base_date, "stated", 1.0, explanation, choices=(NO_DAY_CHOICE,))
    explanation = f"{missing} State the day of the first one."
    return Inference(
        "base_date", NO_DAY, "assumed", 0.0, explanation, choices=(NO_DAY_CHOICE,), needs_input=True
    )
