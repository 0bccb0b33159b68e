"""The writing side of the words' index."""

from collections.abc import Sequence
from datetime import UTC
from pathlib import Path

import numpy as np
import tantivy
from tantivy import Query

from apps.search.indexing.analysis import get_analyzer
from apps.search.indexing.base import SegmentRows
from apps.search.indexing.features import find_mentions, unpack_features
from apps.search.indexing.languages import ENGLISH, get_language_analyzer
from apps.search.indexing.lines import REACH, Lines, date_words
from apps.search.indexing.moments import to_microseconds
from apps.search.indexing.traits import Traits, find_traits

from .schema import (
    CONVERSATION,
    MENTIONS,
    MONTH,
    PARTICIPANT,
    TAGS,
    WORDS,
    build_schema,
    name_language_tag,
    number_month,
)
from .searcher import SparseSearcher

_WRITER_MEMORY_BYTES = 64_000_000


class SparseIndex:
    """One writer, and any number of searchers taken by `searcher()`."""

    def __init__(self, folder: Path, language: str) -> None:
        """`language` is the stemmer of the dates that are written out beside each message."""
        folder.mkdir(parents=True, exist_ok=True)
        self._schema = build_schema()
        self._index = tantivy.Index(self._schema, path=str(folder), reuse=True)
        # We reload after each commit ourselves; the watching thread would do it later.
        self._index.config_reader("manual")
        self._writer = self._index.writer(_WRITER_MEMORY_BYTES, num_threads=1)
        self._date_analyzer = get_analyzer(language)

    @property
    def size_bytes(self) -> int:
        """Memory it takes, at most: the writer's buffer. The files are mapped, and the system's to keep."""
        return _WRITER_MEMORY_BYTES

    def add(
        self,
        rows: SegmentRows,
        first_row: int,
        session_starts: Sequence[bool],
        traits: Traits | None = None,
    ) -> None:
        """Index the segment's messages as rows from `first_row` on; `session_starts` counts the neighbours in.

        `traits` are found out here unless given.
        """
        traits = traits or find_traits(rows)
        neighbours = [*rows.before, *rows.messages, *rows.after]
        lines = Lines(neighbours, session_starts, [get_language_analyzer(code) for code in traits.languages])
        for offset in range(len(rows.messages)):
            document = self._describe(rows, offset, first_row + offset)
            self._add_words(document, rows, offset, lines)
            document.add_text(TAGS, _write_tags(traits, offset))
            self._writer.add_document(document)

    def _describe(self, rows: SegmentRows, offset: int, row: int) -> tantivy.Document:
        # The typed calls matter: a document made from plain values holds no unsigned numbers, and tantivy's writer
        # thread dies of the difference.
        message, document = rows.messages[offset], tantivy.Document()
        document.add_unsigned("row", row)
        document.add_unsigned(CONVERSATION, rows.conversation_id)
        document.add_unsigned(PARTICIPANT, message.participant_id)
        document.add_integer("sent_at", to_microseconds(message.sent_at))
        if message.sent_at is not None:
            document.add_unsigned(MONTH, number_month(message.sent_at.astimezone(UTC)))
        for name in find_mentions(message.text):
            document.add_text(MENTIONS, name)
        return document

    def _add_words(self, document: tantivy.Document, rows: SegmentRows, offset: int, lines: Lines) -> None:
        place = len(rows.before) + offset
        date = date_words(rows.messages[offset].sent_at, self._date_analyzer)
        document.add_text(WORDS, lines.words[place])
        document.add_text("message", f"{date} {lines.spoken[place]}")
        for field, reach in REACH.items():
            document.add_text(field, lines.around(place, reach))

    def delete(self, rows: np.ndarray) -> None:
        # Not `delete_documents_by_term`: it takes every number for a signed one and finds nothing.
        self._writer.delete_documents_by_query(Query.term_set_query(self._schema, "row", rows.tolist()))

    def commit(self) -> None:
        self._writer.commit()
        self._index.reload()

    def searcher(self, languages: Sequence[str] = (ENGLISH,)) -> SparseSearcher:
        """The index as committed; a query's words are looked for in each of these languages."""
        return SparseSearcher(self._index.searcher(), self._schema, languages)

    def close(self) -> None:
        """Wait for merges; the index cannot be written afterwards."""
        self._writer.wait_merging_threads()


def _write_tags(traits: Traits, offset: int) -> str:
    features = unpack_features(traits.features[offset])
    return " ".join([name_language_tag(traits.message_languages[offset]), *features])
