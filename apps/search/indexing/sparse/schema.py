"""The fields of the words' index."""

import tantivy

FIELD_WEIGHTS = {"message": 0.9, "near": 0.5, "wide": 0.6}
"""Fields that are ranked by."""

WORDS, TAGS, MENTIONS = "words", "tags", "mentions"
"""Fields that only tell whether a message matches: its own words in order, its features and language, whom it names."""

FACETED = ("conversation", "participant")


def build_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", indexed=True, fast=True)
    for field in FACETED:
        builder.add_unsigned_field(field, indexed=True, fast=True)
    builder.add_integer_field("sent_at", indexed=True, fast=True)
    builder.add_text_field(WORDS, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field(TAGS, tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field(MENTIONS, tokenizer_name="raw", index_option="basic")
    for field in FIELD_WEIGHTS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def name_language_tag(code: str) -> str:
    """The tag of a language; features are their own tags."""
    return f"lang-{code}"
