from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.search.query_language.completion import find_slot, suggest_words

NOW = datetime(2026, 3, 31, tzinfo=UTC)


def suggest(marked: str) -> list[str]:
    """What is offered where `|` stands, each put in its place."""
    text, slot = slot_at(marked)
    found = suggest_words(slot, NOW) if slot else []
    return [text[: one.start] + one.insert + text[one.end :] for one in found]


def slot_at(marked: str):
    cursor = marked.index("|")
    text = marked.replace("|", "")
    return text, find_slot(text, cursor)


@pytest.mark.parametrize(
    ("marked", "field", "typed", "replaced"),
    [
        ("fr|", None, "fr", "fr"),
        ("x (-f|rom y", None, "f", "from"),
        ("from:|", "from", "", ""),
        ("a -FROM:An|na x", "from", "An", "Anna"),
        ('from:"Anna B|', "from", "Anna B", '"Anna B'),
        ('from:"Anna B|er" x', "from", "Anna B", '"Anna Ber"'),
        ('from:"An| "a phrase"', "from", "An", '"An'),
        ('from:"Berg, A",to|m,x', "from", "to", "tom"),
        ("(in:li|)", "in", "li", "li"),
    ],
)
def test_what_is_being_typed(marked, field, typed, replaced):
    text, slot = slot_at(marked)
    assert (slot.field, slot.typed, text[slot.start : slot.end]) == (field, typed, replaced)


@pytest.mark.parametrize("marked", ["|", "a |", '"fr|', 'a "b fr|', '"a"|', 'from:"Anna"|', "|from:x"])
def test_nothing_is_begun(marked):
    assert slot_at(marked)[1] is None


@pytest.mark.parametrize(
    ("marked", "offered"),
    [
        ("x me|", ["x mentions:"]),
        ("Be|", ["before:"]),
        ("has:| y", [f"has:{one} y" for one in ("link", "file", "image", "reaction", "question")]),
        ("has:link,fi|", ["has:link,file"]),
        ("edited:|", ["edited:true", "edited:false"]),
        ("lang:ger|", ["lang:de"]),
        ("during:mar|", ["during:2026-03", "during:2025-03"]),
        ("after:last|", ["after:7d", "after:30d", "after:6m", "after:1y"]),
        ("during:2025-1|", ["during:2025-12", "during:2025-11", "during:2025-10"]),
        ("passports|", []),
    ],
)
def test_words_of_the_language(marked, offered):
    assert suggest(marked) == offered


def test_names_with_blanks_are_quoted():
    _, slot = slot_at("from:a|")
    assert slot.suggest_value("Anna Berg").insert == '"Anna Berg"'
    assert slot.suggest_value("Anna").insert == "Anna"


@given(st.text(alphabet='a"“(),:- from\\', max_size=40), st.integers(0, 50))
def test_any_place_of_any_text_can_be_asked_about(text, cursor):
    slot = find_slot(text, cursor)
    assert slot is None or 0 <= slot.start <= slot.end <= len(text)
