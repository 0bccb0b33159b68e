"""What columns hold, judged by their values, for tables whose columns have no names known here.

The time is the column whose values are times; the text the one with the longest words among the rest; the sender one
with short values that come again. Such a reading is a guess, which the uploader is asked about.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.uploads.parsing.clock import from_epoch
from apps.uploads.parsing.structured.moments import DIGITS, date_numbers
from apps.uploads.parsing.structured.times_of_day import TIME_OF_DAY

SAMPLED = 50
"""Records that a guess is made from."""
MOST_NAME_CHARS = 40
MIN_WORDS = 1.5
"""A text column's values have more words than that on average, those of ids and codes fewer."""
SENTENCE = 3.0
SURE, UNSURE = 0.6, 0.3


@dataclass(frozen=True, slots=True)
class Guess:
    columns: dict[str, str]
    words: float
    """How many words the text's values have on average."""

    @property
    def confidence(self) -> float:
        is_whole = {"text", "time", "sender"} <= self.columns.keys()
        return SURE if is_whole and self.words >= MIN_WORDS else UNSURE

    @property
    def is_chat(self) -> bool:
        """Return whether there are words of somebody or of some time; without one of them, sentences."""
        found = len({"sender", "time"} & self.columns.keys())
        return "text" in self.columns and found > 0 and self.words >= (MIN_WORDS if found == 2 else SENTENCE)


def guess_columns(names: Sequence[str], records: Sequence[Mapping[str, Any]]) -> Guess:
    """Return the roles of columns, from the values of the first records."""
    values = {name: [text for record in records if (text := _text_of(record.get(name)))] for name in names}
    left = [name for name in names if values[name]]
    columns: dict[str, str] = {}
    times = [name for name in left if _share(values[name], looks_like_time) > 0.8]
    if times:
        columns["time"] = times[0]
        left = [name for name in left if name not in times]
    worded = [name for name in left if _share(values[name], _has_letters) > 0.5]
    if worded:
        columns["text"] = max(worded, key=lambda name: _mean(list(map(len, values[name]))))
        left = [name for name in worded if name != columns["text"]]
    names_like = [name for name in left if max(map(len, values[name])) <= MOST_NAME_CHARS]
    if names_like:
        columns["sender"] = min(names_like, key=lambda name: len(set(values[name])) / len(values[name]))
    text = values.get(columns.get("text", ""), [])
    return Guess(columns, _mean([value.count(" ") + 1 for value in text]))


def looks_like_time(text: str) -> bool:
    if date_numbers(text) or TIME_OF_DAY.match(text):
        return True
    if DIGITS.match(text):
        return from_epoch(float(text)) is not None
    if not text[:4].isdigit() or len(text) < len("2024-01-01"):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _text_of(value: Any) -> str:
    return (
        str(value).strip()[:1000]
        if isinstance(value, str | int | float) and not isinstance(value, bool)
        else ""
    )


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))


def _share(values: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, values)) / len(values)


def _mean(numbers: Sequence[int]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0
