"""What the dates of a file tell about the order of day, month and year.

Every date is read in each order. Three things then speak for one against another: dates that it makes impossible
(13 is no month, 2 January 2024 no Monday), time that would run backwards, and a day of the month that would stay while
only months or years change, as nobody writes. The last two are weighed as odds and added up together with a signature,
the way in which only some locales write dates (see `date_reasons`). Nothing else is assumed: where the odds stay below
SURE, people are asked.
"""

import math
from dataclasses import replace
from datetime import UTC, datetime

from apps.uploads.parsing.base import Choice, EvidenceLine, Inference
from apps.uploads.parsing.date_readings import MAX_LINES, Reading, SeenDate
from apps.uploads.parsing.date_reasons import (
    BACKWARDS,
    LEAPS,
    SHORT_YEAR_LAST,
    Reason,
    Signature,
    log_odds,
    to_confidence,
    weigh_impossible,
    weigh_tallies,
)
from apps.uploads.parsing.dates import FIELDS, LABELS, DateOrder, stated_order

FIRST_LOGGED_YEAR = 1988
"""That of the first IRC logs. A number that would be an earlier or a coming year is rather a day."""
SURE = 0.75
"""Below this confidence nothing decides."""
NEARLY_CERTAIN = 0.99


class OrderEvidence:
    """Collects the dates of a file. Add each when it differs from the one before.

    `may_descend` tells that exports of this kind may also put the newest message first.
    """

    def __init__(self, first_year: int = FIRST_LOGGED_YEAR, *, may_descend: bool = False) -> None:
        years = range(first_year, datetime.now(UTC).year + 2)
        self._readings = {name: Reading(name, years) for name in FIELDS}
        self._may_descend = may_descend
        self._differing: set[tuple[str, str]] = set()
        self._first: SeenDate | None = None
        self._example: SeenDate | None = None
        """The first date that several orders read, each in its own way."""

    def add(
        self,
        numbers: tuple[int, int, int],
        written: str = "",
        position: int = 0,
        excerpt: str = "",
        weekday: int | None = None,
    ) -> None:
        """Add a date; `written` is it as it stands in the line `excerpt` at `position`.

        `weekday`, from 0 for Monday, is the one that the line names beside it. One that fits no order is a slip.
        """
        written = written or "/".join(map(str, numbers))
        seen = SeenDate(numbers, written, position, excerpt or written, weekday)
        if weekday is not None and not any(reading.read(seen) for reading in self._readings.values()):
            seen = replace(seen, weekday=None)
        self._first = self._first or seen
        days = {name: reading.add(seen) for name, reading in self._readings.items()}
        if self._example is None and len({day for day in days.values() if day}) > 1:
            self._example = seen
        if len(self._differing) < len(FIELDS) * (len(FIELDS) - 1):
            self._differing.update((a, b) for a in days for b in days if days[a] != days[b])

    def decide(self, stated: str = "", signature: Signature | None = None) -> DateOrder:
        """Return the likeliest order and why. Raises UnreadableExport if the stated one does not exist."""
        if self._first is None:
            return stated_order(stated) if stated else DateOrder("dmy")
        if stated:
            order = stated_order(stated)
            return replace(order, inference=replace(order.inference, choices=self._choices(stated)))
        best = max(FIELDS, key=lambda name: self._nearest(name, signature)[0])
        return DateOrder(best, self._explain(best, signature))

    def _nearest(self, name: str, signature: Signature | None) -> tuple[float, list[Reason]]:
        """Return the odds of an order against its strongest rival, and their reasons; infinite without a rival."""
        rivals = [rival for rival in FIELDS if (name, rival) in self._differing]
        weighed = [self._weigh(name, rival, signature) for rival in rivals]
        sums = [(sum(reason.odds for reason in reasons), reasons) for reasons in weighed]
        return min(sums, key=lambda pair: pair[0], default=(math.inf, []))

    def _weigh(self, name: str, rival: str, signature: Signature | None) -> list[Reason]:
        mine, other = self._readings[name], self._readings[rival]
        if mine.impossible.count != other.impossible.count:
            return [weigh_impossible(mine, other)]
        reasons = [
            weigh_tallies(
                mine.disorder(self._may_descend),
                other.disorder(self._may_descend),
                BACKWARDS,
                f"Read as {LABELS[rival]}, time would run backwards.",
            ),
            weigh_tallies(
                mine.leaps,
                other.leaps,
                LEAPS,
                f"Read as {LABELS[rival]}, the day of the month would stay while months or years change.",
            ),
        ]
        seen = [SHORT_YEAR_LAST] if signature is None else [SHORT_YEAR_LAST, signature]
        reasons.extend(
            self._weigh_signature(one, name) for one in seen if (name in one.orders) != (rival in one.orders)
        )
        return reasons

    def _weigh_signature(self, signature: Signature, name: str) -> Reason:
        sign = 1 if name in signature.orders else -1
        lines = (self._first.says("A date of the file."),)
        return Reason(sign * log_odds(signature.confidence), signature.says, lines)

    def _explain(self, best: str, signature: Signature | None) -> Inference:
        odds, reasons = self._nearest(best, signature)
        confidence = 1.0 if odds == math.inf else min(to_confidence(odds), NEARLY_CERTAIN)
        if odds == math.inf and not reasons:
            explanation = "Every date of the file is the same day in whatever order it is read."
            return Inference("date_order", best, "file", confidence, explanation)
        deciding = [reason for reason in reasons if reason.odds > 0]
        # An order that nothing rivals is not asked for, however odd the file's dates are.
        choices = self._choices(best)
        is_open = confidence < SURE and bool(choices)
        open_lead = (
            f"Nothing settles the order of the dates. Until it is chosen, they are shown as {LABELS[best]}."
        )
        lead = open_lead if is_open else f"Dates are read as {LABELS[best]}."
        return Inference(
            subject="date_order",
            value=best,
            source="assumed" if is_open else "file",
            confidence=round(confidence, 2),
            explanation=" ".join([lead, *(reason.says for reason in deciding)]),
            lines=self._shown_lines(deciding, is_open=is_open),
            choices=choices,
            needs_input=is_open,
        )

    def _shown_lines(self, deciding: list[Reason], *, is_open: bool) -> tuple[EvidenceLine, ...]:
        lines = tuple(line for reason in deciding for line in reason.lines)[:MAX_LINES]
        if not lines and is_open and self._example is not None:
            return (self._example.says(f"{self._example.written} can be read in more than one way."),)
        return lines

    def _choices(self, best: str) -> tuple[Choice, ...]:
        """Return the orders that read a date otherwise and make no more of them impossible than the best."""
        bound = self._readings[best].impossible.count
        rivals = {
            name
            for name, reading in self._readings.items()
            if reading.impossible.count <= bound and (best, name) in self._differing
        }
        return (
            tuple(self._choice(name) for name in FIELDS if name == best or name in rivals) if rivals else ()
        )

    def _choice(self, name: str) -> Choice:
        example = self._example or self._first
        day = DateOrder(name).to_date(example.numbers)
        shown = f": {example.written} is {day.day} {day:%B %Y}" if day else ""
        return Choice(name, f"{LABELS[name]}{shown}")
