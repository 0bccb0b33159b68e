"""What each field demands of a message."""

import difflib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from apps.search.retrieval.conditions import (
    AnyOf,
    Condition,
    Feature,
    Has,
    InConversations,
    InLanguage,
    Mentions,
    Not,
    SentBy,
    SentWithin,
)

from .dates import NotADate, Stretch, read_date
from .errors import QueryError
from .fields import FEATURES, YES_OR_NO
from .formatting import format_value
from .languages import LANGUAGES, find_language
from .names import Found, Names, describe_several, describe_unknown, join_or
from .tree import Field, Value

DATE_HINT = (
    "Write a day as 2026-05-14, a month as 2026-05, a year as 2026, or 30d, 2w, 6m, 1y, today, yesterday."
)


class FieldCompiler:
    """Collects `notes` for the user as it goes: names that nobody bears, names that several bear."""

    def __init__(self, names: Names, now: datetime) -> None:
        self.notes: list[str] = []
        self._names, self._now = names, now

    def compile(self, field: Field) -> Condition:
        """Raises QueryError on a value that the field does not know."""
        return getattr(self, f"_compile_{field.name}")(field)

    def _compile_from(self, field: Field) -> Condition:
        return SentBy(self._find_ids(field, self._names.find_people))

    def _compile_in(self, field: Field) -> Condition:
        return InConversations(self._find_ids(field, self._names.find_conversations))

    def _compile_type(self, field: Field) -> Condition:
        return InConversations(
            self._find_ids(field, self._names.find_conversations_of_format, tell_several=False)
        )

    def _compile_mentions(self, field: Field) -> Condition:
        """People are addressed by parts of their names and by nicknames, so what was written counts as well."""
        names = [
            name
            for value in field.values
            for name in (value.text, *self._names.find_people(value.text).aliases)
        ]
        return Mentions(tuple(dict.fromkeys(name.strip() for name in names)))

    def _compile_has(self, field: Field) -> Condition:
        return _any(Has(Feature(_choose(field, value, FEATURES))) for value in field.values)

    def _compile_edited(self, field: Field) -> Condition:
        return _any(_read_yes_or_no(field, value, Feature.EDITED) for value in field.values)

    def _compile_reply(self, field: Field) -> Condition:
        return _any(_read_yes_or_no(field, value, Feature.REPLY) for value in field.values)

    def _compile_lang(self, field: Field) -> Condition:
        return _any(InLanguage(_read_language(value)) for value in field.values)

    def _compile_during(self, field: Field) -> Condition:
        intervals = [interval for value in field.values for interval in self._read_date(value).intervals]
        return _any(SentWithin(start, end) for start, end in intervals)

    def _compile_before(self, field: Field) -> Condition:
        return _any(SentWithin(None, self._read_date(value).start) for value in field.values)

    def _compile_after(self, field: Field) -> Condition:
        return _any(SentWithin(self._read_date(value).start, None) for value in field.values)

    def _find_ids(
        self, field: Field, find: Callable[[str], Found], *, tell_several: bool = True
    ) -> frozenset[int]:
        ids: set[int] = set()
        for value in field.values:
            found = find(value.text.strip())
            ids |= found.ids
            if not found.ids:
                self.notes.append(describe_unknown(field.name, value.text, found))
            elif tell_several and len(found.names) > 1:
                self.notes.append(describe_several(field.name, value.text, found))
        return frozenset(ids)

    def _read_date(self, value: Value) -> Stretch:
        try:
            return read_date(value.text, self._now)
        except NotADate as error:
            raise QueryError(f"{error} {DATE_HINT}", *value.span) from error


def _any(conditions: Iterable[Condition]) -> Condition:
    parts = tuple(conditions)
    return parts[0] if len(parts) == 1 else AnyOf(parts)


def _choose(field: Field, value: Value, known: Sequence[str]) -> str:
    """The known word that was written, whatever case. Raises QueryError."""
    word = value.text.strip().lower()
    if word in known:
        return word
    near = difflib.get_close_matches(word, known, n=1)
    raise QueryError(
        f"{field.name}: takes {join_or(known)}, not “{value.text}”.", *value.span, near[0] if near else None
    )


def _read_yes_or_no(field: Field, value: Value, feature: Feature) -> Condition:
    has = Has(feature)
    return has if _choose(field, value, YES_OR_NO) == "true" else Not(has)


def _read_language(value: Value) -> str:
    if code := find_language(value.text):
        return code
    near = difflib.get_close_matches(value.text.strip().title(), LANGUAGES.values(), n=1, cutoff=0.75)
    raise QueryError(
        f"There is no language “{value.text}”. Write its code of two letters, as de, or its English name.",
        *value.span,
        format_value(near[0]) if near else None,
    )
