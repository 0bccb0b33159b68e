"""BM25 over messages and their surroundings, through tantivy.

A message is found by its own words, date and speaker, by the words one message around it, and by those two around:
in a chat the telling word often stands in the line before. `analysis.py` makes the terms; tantivy only sees them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tantivy
from tantivy import Occur, Query

from .analysis import Analyzer, get_analyzer
from .base import SegmentRows
from .lines import REACH, Lines, date_words
from .moments import NO_TIME, to_microseconds

FIELD_WEIGHTS = {"message": 0.9, "near": 0.5, "wide": 0.6}
_WRITER_MEMORY_BYTES = 64_000_000
_PHRASE = re.compile(r'"([^"]+)"')

RARE_IN_AT_MOST, RARE_ONE_IN = 10, 2_000
"""A word is rare in so many messages at most; one without a digit, besides, in no more than one of so many."""


@dataclass(frozen=True, slots=True)
class SparseFilter:
    """The same as `query.Filters`, times as microseconds since 1970; None is no limit."""

    conversations: frozenset[int] | None = None
    participants: frozenset[int] | None = None
    after_us: int | None = None
    before_us: int | None = None


@dataclass(frozen=True, slots=True)
class SparseHits:
    """Rows best first with their scores; `total` counts all matches."""

    rows: np.ndarray
    scores: np.ndarray
    total: int


class SparseIndex:
    """One writer, and any number of searchers taken by `searcher()`."""

    def __init__(self, folder: Path, language: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._schema = _build_schema()
        self._index = tantivy.Index(self._schema, path=str(folder), reuse=True)
        # We reload after each commit ourselves; the watching thread would do it later.
        self._index.config_reader("manual")
        self._writer = self._index.writer(_WRITER_MEMORY_BYTES, num_threads=1)
        self._analyzer = get_analyzer(language)

    def add(self, rows: SegmentRows, first_row: int, session_starts: Sequence[bool]) -> None:
        """Index the segment's messages as rows from `first_row` on; `session_starts` counts the neighbours in."""
        neighbours = [*rows.before, *rows.messages, *rows.after]
        lines = Lines(neighbours, session_starts, self._analyzer)
        for offset, message in enumerate(rows.messages):
            place = len(rows.before) + offset
            # The typed calls matter: a document made from plain values holds no unsigned numbers, and tantivy's
            # writer thread dies of the difference.
            document = tantivy.Document()
            document.add_unsigned("row", first_row + offset)
            document.add_unsigned("conversation", rows.conversation_id)
            document.add_unsigned("participant", message.participant_id)
            document.add_integer("sent_at", to_microseconds(message.sent_at))
            document.add_text("words", lines.words[place])
            document.add_text(
                "message", f"{date_words(message.sent_at, self._analyzer)} {lines.spoken[place]}"
            )
            for field, reach in REACH.items():
                document.add_text(field, lines.around(place, reach))
            self._writer.add_document(document)

    def delete(self, rows: np.ndarray) -> None:
        # Not `delete_documents_by_term`: it takes every number for a signed one and finds nothing.
        self._writer.delete_documents_by_query(Query.term_set_query(self._schema, "row", rows.tolist()))

    def commit(self) -> None:
        self._writer.commit()
        self._index.reload()

    def searcher(self) -> "SparseSearcher":
        return SparseSearcher(self._index.searcher(), self._schema, self._analyzer)

    def close(self) -> None:
        """Wait for merges; the index cannot be written afterwards."""
        self._writer.wait_merging_threads()


class SparseSearcher:
    """The index as of one commit."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema, analyzer: Analyzer) -> None:
        self._searcher, self._schema, self._analyzer = searcher, schema, analyzer

    def search(self, text: str, k: int, limits: SparseFilter) -> SparseHits:
        """The k best rows by the words of the message or its surroundings."""
        query = self._match_around(text)
        return self._run(query, k, limits) if query is not None else _no_hits()

    def search_words(self, text: str, k: int, limits: SparseFilter, *, by_date: bool = False) -> SparseHits:
        """Rows whose own text holds one of the words, or all quoted phrases where there are any.

        Ranked by their surroundings too, or newest first; `total` is exact.
        """
        required = self._require_words(text)
        if required is None:
            return _no_hits()
        clauses = [(Occur.Must, Query.const_score_query(required, 0.0))]
        if (around := self._match_around(text)) is not None:
            clauses.append((Occur.Should, around))
        return self._run(Query.boolean_query(clauses), k, limits, by_date=by_date)

    def score_rows(self, text: str, rows: np.ndarray) -> np.ndarray:
        """What `search` would give these very rows, float32; 0 where no word matches."""
        scores = np.zeros(len(rows), np.float32)
        query = self._match_around(text)
        if query is None or not len(rows):
            return scores
        chosen = Query.term_set_query(self._schema, "row", rows.tolist())
        hits = self._run(_restrict(query, [chosen]), len(rows), SparseFilter())
        order = np.argsort(rows)
        scores[order[np.searchsorted(rows, hits.rows, sorter=order)]] = hits.scores
        return scores

    def score_rare(self, text: str, rows: np.ndarray) -> np.ndarray:
        """The share of the text's rare words that stand in the messages themselves, float32 (rows,), 0 to 1.

        A number, a code, an odd name is what people copy to find one message; the model has never seen it.
        """
        scores = np.zeros(len(rows), np.float32)
        rare = [term for term in dict.fromkeys(self._analyzer.terms(text)) if self._is_rare(term)]
        for term in rare:
            found = self._run(self._term("words", term), RARE_IN_AT_MOST, SparseFilter()).rows
            scores[np.isin(rows, found)] += 1 / len(rare)
        return scores

    def _is_rare(self, term: str) -> bool:
        """In a small collection nearly every word is in few messages: there only those with a digit count."""
        is_code = any(character.isdigit() for character in term)
        limit = RARE_IN_AT_MOST if is_code else min(RARE_IN_AT_MOST, self._searcher.num_docs // RARE_ONE_IN)
        return 0 < self._searcher.doc_freq("words", term) <= limit

    def count_messages_with(self, word: str) -> int:
        """In how many messages' own text the word stands."""
        terms = self._analyzer.terms(word)
        return min((self._searcher.doc_freq("words", term) for term in terms), default=0)

    def _match_around(self, text: str) -> Query | None:
        terms = list(dict.fromkeys(self._analyzer.terms(text)))
        if not terms:
            return None
        clauses = []
        for field, weight in FIELD_WEIGHTS.items():
            words = [(Occur.Should, self._term(field, term)) for term in terms]
            clauses.append((Occur.Should, Query.boost_query(Query.boolean_query(words), weight)))
        return Query.boolean_query(clauses)

    def _require_words(self, text: str) -> Query | None:
        phrases = [self._analyzer.terms(phrase) for phrase in _PHRASE.findall(text)]
        if phrases := [phrase for phrase in phrases if phrase]:
            return Query.boolean_query([(Occur.Must, self._phrase(phrase)) for phrase in phrases])
        terms = dict.fromkeys(self._analyzer.terms(text))
        if not terms:
            return None
        return Query.boolean_query([(Occur.Should, self._term("words", term)) for term in terms])

    def _phrase(self, terms: Sequence[str]) -> Query:
        if len(terms) == 1:
            return self._term("words", terms[0])
        return Query.phrase_query(self._schema, "words", list(terms))

    def _term(self, field: str, term: str) -> Query:
        option = "position" if field == "words" else "freq"
        return Query.term_query(self._schema, field, term, option)

    def _run(self, query: Query, k: int, limits: SparseFilter, *, by_date: bool = False) -> SparseHits:
        query = _restrict(query, list(self._conditions(limits)))
        sort = {"order_by_field": "sent_at"} if by_date else {}
        result = self._searcher.search(query, limit=max(1, k), count=True, **sort)
        hits = result.hits[:k]
        rows = np.array(self._searcher.fast_field_values("row", [address for _, address in hits]), np.int64)
        # By date the key is the time, which nobody should take for a score.
        scores = np.array([0.0 if by_date else score for score, _ in hits], np.float32)
        return SparseHits(rows, scores, result.count)

    def _conditions(self, limits: SparseFilter) -> Iterator[Query]:
        for field, ids in (("conversation", limits.conversations), ("participant", limits.participants)):
            if ids is not None:
                yield Query.term_set_query(self._schema, field, sorted(ids)) if ids else Query.empty_query()
        if limits.after_us is not None or limits.before_us is not None:
            yield Query.range_query(
                self._schema,
                "sent_at",
                tantivy.FieldType.Integer,
                NO_TIME + 1 if limits.after_us is None else limits.after_us,
                limits.before_us,
                include_upper=limits.before_us is None,
            )


def _build_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", indexed=True, fast=True)
    builder.add_unsigned_field("conversation", indexed=True)
    builder.add_unsigned_field("participant", indexed=True)
    builder.add_integer_field("sent_at", indexed=True, fast=True)
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="position")
    for field in FIELD_WEIGHTS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _restrict(query: Query, conditions: list[Query]) -> Query:
    if not conditions:
        return query
    clauses = [(Occur.Must, Query.const_score_query(condition, 0.0)) for condition in conditions]
    return Query.boolean_query([(Occur.Must, query), *clauses])


def _no_hits() -> SparseHits:
    return SparseHits(np.zeros(0, np.int64), np.zeros(0, np.float32), 0)
