"""Single conditions on a message as tantivy queries."""

from collections.abc import Collection, Sequence

import tantivy
from tantivy import Occur, Query

from apps.search.indexing.features import normalise_name
from apps.search.indexing.moments import NO_TIME

from .schema import MENTIONS, TAGS, WORDS, name_language_tag

_FEW = 1_000


class Leaves:
    """Makes the queries that conditions are put together from; none of them ranks."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self._schema = schema

    def among(self, field: str, ids: Collection[int]) -> Query:
        """`field` is `row`, `conversation` or `participant`; no ids, no messages."""
        if len(ids) > _FEW:
            return Query.term_set_query(self._schema, field, sorted(ids))
        # Many times quicker than the set, which walks the whole dictionary of the field.
        return Query.boolean_query([(Occur.Should, self._number(field, number)) for number in ids])

    def _number(self, field: str, number: int) -> Query:
        return Query.term_query(self._schema, field, number, "basic")

    def sent_within(self, after_us: int | None, before_us: int | None) -> Query:
        """`after_us <= sent_at < before_us`; a message without a time fails."""
        return Query.range_query(
            self._schema,
            "sent_at",
            tantivy.FieldType.Integer,
            NO_TIME + 1 if after_us is None else after_us,
            before_us,
            include_upper=before_us is None,
        )

    def has(self, feature: str) -> Query:
        return Query.term_query(self._schema, TAGS, feature, "basic")

    def in_language(self, code: str) -> Query:
        return self.has(name_language_tag(code))

    def mentions(self, names: Sequence[str]) -> Query:
        wanted = sorted({normalise_name(name) for name in names} - {""})
        return Query.term_set_query(self._schema, MENTIONS, wanted) if wanted else Query.empty_query()

    def says(self, variants: Sequence[Sequence[str]]) -> Query:
        """The message's own text holds one of these rows of terms."""
        return Query.boolean_query([(Occur.Should, self.phrase(terms)) for terms in variants])

    def phrase(self, terms: Sequence[str]) -> Query:
        if len(terms) == 1:
            return self.term(WORDS, terms[0])
        return Query.phrase_query(self._schema, WORDS, list(terms))

    def term(self, field: str, term: str) -> Query:
        return Query.term_query(self._schema, field, term, "position" if field == WORDS else "freq")
