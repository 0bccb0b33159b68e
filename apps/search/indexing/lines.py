"""The analysed text of messages and of what was said around them."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from itertools import accumulate

from .analysis import Analyzer
from .base import MessageRow

REACH = {"near": 1, "wide": 2}
"""How many messages before and after a field takes in."""


class Lines:
    """`words` and `spoken` (speaker and words) of each message, as terms with spaces between.

    `analyzers` are those of the messages' languages, one for each message.
    """

    def __init__(
        self, messages: Sequence[MessageRow], session_starts: Sequence[bool], analyzers: Sequence[Analyzer]
    ) -> None:
        said = list(zip(messages, analyzers, strict=True))
        self.words = [" ".join(analyzer.terms(message.text)) for message, analyzer in said]
        speakers = {(message.speaker, analyzer) for message, analyzer in said}
        names = {(name, analyzer): " ".join(analyzer.terms(name)) for name, analyzer in speakers}
        self.spoken = [
            f"{names[message.speaker, analyzer]} {words}"
            for (message, analyzer), words in zip(said, self.words, strict=True)
        ]
        self._session = list(accumulate(map(int, session_starts)))

    def around(self, place: int, reach: int) -> str:
        """What is said up to `reach` messages before and after, within the session."""
        first, last = max(0, place - reach), min(len(self.spoken), place + reach + 1)
        session = self._session[place]
        return " ".join(self.spoken[i] for i in range(first, last) if self._session[i] == session)


def date_words(moment: datetime | None, analyzer: Analyzer) -> str:
    """The day as people write it, so that "on 8 May" finds what was said then."""
    return (
        ""
        if moment is None
        else _day_words(moment.year, moment.month, moment.day, moment.weekday(), analyzer)
    )


@lru_cache(maxsize=4096)
def _day_words(year: int, month: int, day: int, weekday: int, analyzer: Analyzer) -> str:
    return " ".join(analyzer.terms(f"{day} {_MONTHS[month - 1]} {year} {_WEEKDAYS[weekday]}"))


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
