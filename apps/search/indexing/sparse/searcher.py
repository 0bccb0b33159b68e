"""The searching side of the words' index."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import numpy as np
import tantivy
from tantivy import Occur, Query

from apps.search.indexing.language_detection import detect_language
from apps.search.indexing.languages import ENGLISH, WordsOfLanguages

from .leaves import Leaves
from .schema import FIELD_WEIGHTS, WORDS

_PHRASE = re.compile(r'"([^"]+)"')

RARE_IN_AT_MOST, RARE_ONE_IN = 10, 2_000
"""A word is rare in so many messages at most; one without a digit, besides, in no more than one of so many."""

_COUNTED_APART = 65_000
"""Values that each part of the index counts; with fewer, the sums of the most frequent would be estimates."""


@dataclass(frozen=True, slots=True)
class SparseHits:
    """Rows best first with their scores; `total` counts all matches, None where only the best were looked for."""

    rows: np.ndarray
    scores: np.ndarray
    total: int | None


class SparseSearcher:
    """The index as of one commit. `limits`, where they are taken, are a query that hits must match besides."""

    def __init__(
        self, searcher: tantivy.Searcher, schema: tantivy.Schema, languages: Sequence[str] = (ENGLISH,)
    ) -> None:
        self._searcher, self._languages = searcher, tuple(languages)
        self.leaves = Leaves(schema)

    def search(self, text: str, k: int, limits: Query | None = None) -> SparseHits:
        """The k best rows by the words of the message or its surroundings."""
        query = self._match_around(text)
        return self._run(query, k, limits, count=False) if query is not None else _no_hits()

    def search_words(
        self, text: str, k: int, limits: Query | None = None, *, by_date: bool = False
    ) -> SparseHits:
        """Rows whose own text holds one of the words, or all quoted phrases where there are any.

        Ranked by their surroundings too, or newest first; `total` is exact.
        """
        required = self.require_words(text)
        if required is None:
            return _no_hits()
        clauses = [(Occur.Must, Query.const_score_query(required, 0.0))]
        if (around := self._match_around(text)) is not None:
            clauses.append((Occur.Should, around))
        return self._run(Query.boolean_query(clauses), k, limits, by_date=by_date)

    def list_newest(self, k: int, limits: Query) -> SparseHits:
        """The k newest rows of all that match; `total` is exact."""
        return self._run(limits, k, by_date=True)

    def find_rows(self, query: Query) -> np.ndarray:
        """Every row that matches, int64, descending."""
        everything = max(1, self._searcher.num_docs)
        # Sorted by it, each hit comes with its row: quicker than asking for the rows of so many.
        hits = self._searcher.search(query, limit=everything, count=False, order_by_field="row").hits
        return np.fromiter(map(itemgetter(0), hits), np.int64, len(hits))

    def count_by(self, fields: Mapping[str, int], query: Query) -> dict[str, list[tuple[Any, int]]]:
        """The most frequent values of each field over all that match, exactly, with how often they occur.

        `fields` tells of each how many values are wanted.
        """
        answer = self._searcher.aggregate(
            query,
            {
                field: {"terms": {"field": field, "size": top, "segment_size": _COUNTED_APART}}
                for field, top in fields.items()
            },
        )
        return {
            field: [(bucket["key"], bucket["doc_count"]) for bucket in answer[field]["buckets"]]
            for field in fields
        }

    def score_rows(self, text: str, rows: np.ndarray) -> np.ndarray:
        """What `search` would give these very rows, float32; 0 where no word matches."""
        scores = np.zeros(len(rows), np.float32)
        query = self._match_around(text)
        if query is None or not len(rows):
            return scores
        hits = self._run(query, len(rows), self.leaves.among("row", rows.tolist()), count=False)
        order = np.argsort(rows)
        scores[order[np.searchsorted(rows, hits.rows, sorter=order)]] = hits.scores
        return scores

    def score_rare(self, text: str, rows: np.ndarray) -> np.ndarray:
        """The share of the text's rare words that stand in the messages themselves, float32 (rows,), 0 to 1.

        A number, a code, an odd name is what people copy to find one message; the model has never seen it.
        """
        scores = np.zeros(len(rows), np.float32)
        rare = [term for term in self.words_of(text).terms(text) if self._is_rare(term)]
        for term in rare:
            found = self._run(self.leaves.term(WORDS, term), RARE_IN_AT_MOST, count=False).rows
            scores[np.isin(rows, found)] += 1 / len(rare)
        return scores

    def _is_rare(self, term: str) -> bool:
        """In a small collection nearly every word is in few messages: there only those with a digit count."""
        is_code = any(character.isdigit() for character in term)
        limit = RARE_IN_AT_MOST if is_code else min(RARE_IN_AT_MOST, self._searcher.num_docs // RARE_ONE_IN)
        return 0 < self._searcher.doc_freq(WORDS, term) <= limit

    def count_messages_with(self, word: str) -> int:
        """In how many messages' own text the word stands, at least."""
        variants = self.words_of(word).variants(word)
        counts = [min(self._searcher.doc_freq(WORDS, term) for term in terms) for terms in variants]
        return max(counts, default=0)

    def words_of(self, text: str) -> WordsOfLanguages:
        """How this text's words are looked for."""
        return WordsOfLanguages(self.order_languages(text))

    def order_languages(self, text: str) -> tuple[str, ...]:
        """The languages that words are looked for in, the text's own first if it tells, else the most frequent."""
        own = detect_language(text, self._languages)
        return tuple(dict.fromkeys([own, *self._languages])) if own else self._languages

    def says(self, text: str) -> Query:
        """A query for these words in a row, in any of the languages; one of stop words alone finds nothing."""
        return self.leaves.says(self.words_of(text).variants(text))

    def require_words(self, text: str) -> Query | None:
        """A query for one of the words, or for all quoted phrases where there are any; None if none tells anything."""
        words = self.words_of(text)
        phrases = [self.leaves.says(found) for one in _PHRASE.findall(text) if (found := words.variants(one))]
        if phrases:
            return Query.boolean_query([(Occur.Must, phrase) for phrase in phrases])
        terms = [(Occur.Should, self.leaves.term(WORDS, term)) for term in words.terms(text)]
        return Query.boolean_query(terms) if terms else None

    def _match_around(self, text: str) -> Query | None:
        terms = self.words_of(text).terms(text)
        if not terms:
            return None
        # One flat list: tantivy skips what cannot come among the best only where nothing is nested.
        return Query.boolean_query(
            [
                (Occur.Should, Query.boost_query(self.leaves.term(field, term), weight))
                for field, weight in FIELD_WEIGHTS.items()
                for term in terms
            ]
        )

    def _run(
        self,
        query: Query,
        k: int,
        limits: Query | None = None,
        *,
        by_date: bool = False,
        count: bool = True,
    ) -> SparseHits:
        if limits is not None:
            query = restrict(query, limits)
        sort = {"order_by_field": "sent_at"} if by_date else {}
        result = self._searcher.search(query, limit=max(1, k), count=count, **sort)
        hits = result.hits[:k]
        rows = np.array(self._searcher.fast_field_values("row", [address for _, address in hits]), np.int64)
        # By date the key is the time, which nobody should take for a score.
        scores = np.array([0.0 if by_date else score for score, _ in hits], np.float32)
        return SparseHits(rows, scores, result.count)


def restrict(query: Query, limits: Query) -> Query:
    """What matches both; the limits do not count in the score."""
    return Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.const_score_query(limits, 0.0))])


def _no_hits() -> SparseHits:
    return SparseHits(np.zeros(0, np.int64), np.zeros(0, np.float32), 0)
