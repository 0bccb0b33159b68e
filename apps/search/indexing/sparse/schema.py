"""The fields of the words' index."""

from datetime import datetime

import tantivy

from apps.search.indexing.languages import pack_language

FIELD_WEIGHTS = {"message": 0.9, "near": 0.5, "wide": 0.6}
"""Fields that are ranked by."""

WORDS, TAGS, MENTIONS = "words", "tags", "mentions"
"""Fields that only tell whether a message matches: its own words in order, its features and language, whom it names."""

CONVERSATION, PARTICIPANT, MONTH = "conversation", "participant", "month"
"""Fields that matches are counted by: two ids, and the months since the year 0."""


def build_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", indexed=True, fast=True)
    builder.add_unsigned_field(CONVERSATION, indexed=True, fast=True)
    builder.add_unsigned_field(PARTICIPANT, indexed=True, fast=True)
    builder.add_integer_field("sent_at", indexed=True, fast=True)
    builder.add_unsigned_field(MONTH, fast=True)
    builder.add_text_field(WORDS, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field(TAGS, tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field(MENTIONS, tokenizer_name="raw", index_option="basic")
    for field in FIELD_WEIGHTS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def name_language_tag(code: str) -> str:
    """The tag of a language; features are their own tags."""
    return f"lang-{pack_language(code)}"


def number_month(moment: datetime) -> int:
    return 12 * moment.year + moment.month - 1


def name_month(number: int) -> str:
    """The inverse of `number_month`, as 2026-05."""
    return f"{number // 12:04}-{number % 12 + 1:02}"
