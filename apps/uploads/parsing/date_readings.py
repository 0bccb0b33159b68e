"""The dates of a file as one order reads them: which it makes impossible, and how time would run."""

from dataclasses import dataclass, field
from datetime import date

from apps.uploads.parsing.base import EvidenceLine
from apps.uploads.parsing.dates import LABELS, DateOrder

MAX_LINES = 5
MAX_EXCERPT_CHARS = 200
LATE_LINE_DAYS = 1
"""Lines around midnight stand out of order now and then; a step back by more speaks against an order."""


@dataclass(frozen=True, slots=True)
class SeenDate:
    """Three numbers as they stand in a line of the file."""

    numbers: tuple[int, int, int]
    written: str
    position: int
    excerpt: str
    weekday: int | None = None

    def says(self, sentence: str) -> EvidenceLine:
        return EvidenceLine(self.position, self.excerpt[:MAX_EXCERPT_CHARS], sentence)


@dataclass(slots=True)
class Tally:
    """How often something was seen, and where first."""

    count: int = 0
    lines: list[EvidenceLine] = field(default_factory=list)

    def add(self, seen: SeenDate, sentence: str) -> None:
        self.count += 1
        if len(self.lines) < MAX_LINES:
            self.lines.append(seen.says(sentence))


@dataclass(slots=True)
class Reading:
    """The dates of the file in one order."""

    name: str
    years: range
    impossible: Tally = field(default_factory=Tally)
    backwards: Tally = field(default_factory=Tally)
    forwards: Tally = field(default_factory=Tally)
    leaps: Tally = field(default_factory=Tally)
    previous: date | None = None

    def add(self, seen: SeenDate) -> date | None:
        day = self.read(seen)
        if day is None:
            self.impossible.add(seen, f"{seen.written} is no date if read as {LABELS[self.name]}.")
            return None
        if self.previous is not None:
            self._compare(day, self.previous, seen)
        self.previous = day
        return day

    def read(self, seen: SeenDate) -> date | None:
        """Return the date, or None if it is none, no such weekday, or of no year that chats are from."""
        day = DateOrder(self.name).to_date(seen.numbers)
        if day is not None and seen.weekday not in (None, day.weekday()):
            return None
        return day if day is not None and day.year in self.years else None

    def _compare(self, day: date, previous: date, seen: SeenDate) -> None:
        step_days = (day - previous).days
        if step_days < -LATE_LINE_DAYS:
            self.backwards.add(seen, f"Time would run backwards here if read as {LABELS[self.name]}.")
        elif step_days > LATE_LINE_DAYS:
            self.forwards.add(seen, f"Time would run forwards here if read as {LABELS[self.name]}.")
        if day.day == previous.day and day != previous:
            self.leaps.add(
                seen,
                f"Only the month or year would change, and not the day, if read as {LABELS[self.name]}.",
            )

    def disorder(self, newest_first: bool) -> Tally:
        return (
            self.forwards if newest_first and self.forwards.count < self.backwards.count else self.backwards
        )
