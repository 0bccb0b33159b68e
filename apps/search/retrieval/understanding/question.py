"""What a question says about when and by whom, apart from what it is about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.search.indexing.analysis import get_analyzer
from apps.search.indexing.replica import Replica, View
from apps.search.retrieval.query import OtherName, Understood

from .people import NamedPeople, find_people
from .periods import Period
from .time import find_periods

TIME, PERSON = "time", "person"


@dataclass(frozen=True, slots=True)
class Question:
    """What the text names, each with what to tell the user of it. Nothing of this ever excludes a message."""

    periods: tuple[tuple[Period, Understood], ...] = ()
    people: tuple[tuple[NamedPeople, Understood], ...] = ()

    def leave_out_times(self, text: str) -> str:
        """The text without the times it names: "2023" is no rare word to look for, but a year."""
        for period, _ in reversed(self.periods):
            text = f"{text[: period.start]} {text[period.end :]}"
        return text

    def tell_used(self, has_messages: Sequence[bool], participants: frozenset[int]) -> tuple[Understood, ...]:
        """What to tell the user, in text order: the periods that hold messages, and who wrote any of those found."""
        times = [told for (_, told), has_any in zip(self.periods, has_messages, strict=True) if has_any]
        people = [told for one, told in self.people if one.participants & participants]
        return tuple(sorted([*times, *people], key=lambda told: told.start))


def understand(
    text: str,
    *,
    now: datetime,
    replica: Replica,
    view: View,
    ignore: Iterable[str] = (),
    other_names: Sequence[OtherName] = (),
) -> Question:
    """Read a question. `ignore` are keys (`Understood.key`) of what the user does not want to count."""
    languages = view.sparse.order_languages(text)
    periods = [
        (period, _tell(TIME, text, period, period.label)) for period in find_periods(text, now, languages)
    ]
    named = find_people(
        text,
        replica.speakers,
        get_analyzer(replica.spec.language),
        view.sparse.count_messages_with,
        other_names,
    )
    people = [(one, _tell(PERSON, text, one, text[one.start : one.end])) for one in named]
    ignored = frozenset(ignore)
    return Question(
        tuple(pair for pair in periods if pair[1].key not in ignored),
        tuple(pair for pair in people if pair[1].key not in ignored),
    )


def _tell(kind: str, text: str, found: Period | NamedPeople, label: str) -> Understood:
    return Understood(kind, text[found.start : found.end], found.start, found.end, label)
