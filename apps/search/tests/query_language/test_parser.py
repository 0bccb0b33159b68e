"""Texts to trees, back, and what is said of texts that are none."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from apps.search.query_language.errors import QueryError
from apps.search.query_language.formatting import format_query
from apps.search.query_language.parser import MAX_DEPTH, MAX_LENGTH, parse
from apps.search.query_language.tree import Both, Either, Field, Phrase, Sequence, Value, Without, Word

A, B, C = Word("a"), Word("b"), Word("c")


def read(text: str) -> tuple:
    return parse(text).tree.parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("a b", (A, B)),
        ('a "b c"', (A, Phrase("b c"))),
        (r'"say \"hi\" in C:\\dir"', (Phrase(r'say "hi" in C:\dir'),)),
        ("“a b” „a c“ «b»", (Phrase("a b"), Phrase("a c"), Phrase("b"))),
        ('-a -"b c" -from:x', (Without(A), Without(Phrase("b c")), Without(Field("from", (Value("x"),))))),
        ("-(a b)", (Without(Sequence((A, B))),)),
        ("a OR b OR c", (Either((A, B, C)),)),
        ("a b OR c", (A, Either((B, C)))),
        ("a OR (b c)", (Either((A, Sequence((B, C)))),)),
        ("a OR (b OR c)", (Either((A, B, C)),)),
        ("a AND b OR c", (Both((A, Either((B, C)))),)),
        ("(a b) AND c", (Both((A, B, C)),)),
        ("((a)) (b c)", (A, B, C)),
        ("a or b and c", (A, Word("or"), B, Word("and"), C)),
        ("From:Anna", (Field("from", (Value("Anna"),)),)),
        ('from:"Anna B.",tom x', (Field("from", (Value("Anna B."), Value("tom"))), Word("x"))),
        (
            "(from:anna OR in:f(x))",
            (Either((Field("from", (Value("anna"),)), Field("in", (Value("f(x)"),)))),),
        ),
    ],
)
def test_operators(text, parts):
    assert read(text) == parts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("what's up :) (maybe)", ["what's", "up", ":)", "maybe"]),
        (
            "at 10:30 http://x.y/z C:\\dir re:zero foo:bar",
            ["at", "10:30", "http://x.y/z", "C:\\dir", "re:zero", "foo:bar"],
        ),
        ("sad :( or ;-)) (^^) (-: then", ["sad", ":(", "or", ";-))", "(^^)", "(-:", "then"]),
        ("it was -5 - or --verbose well-known", ["it", "was", "-5", "-", "or", "--verbose", "well-known"]),
        ("main() f(x, y) a) b", ["main()", "f(x,", "y)", "a)", "b"]),
        ("(see http://x/y_(z)) ok", ["see", "http://x/y_(z)", "ok"]),
        ('a 5" disk', ["a", '5"', "disk"]),
        ("“never closed", ["“never", "closed"]),
        ("OR gate", ["or", "gate"]),
        ("AND OR NOT", ["and", "or", "NOT"]),
        ("HOTEL ORANGE ANDY", ["HOTEL", "ORANGE", "ANDY"]),
    ],
)
def test_what_people_write_is_words(text, words):
    assert read(text) == tuple(map(Word, words))


@pytest.mark.parametrize(
    ("text", "place", "said", "suggestion"),
    [
        ('see "the end ', '"the end', "quote is never closed", '"the end"'),
        ('a ""', '""', "nothing between", None),
        ("a (b c", "(", "parenthesis is never closed", None),
        ("x (a OR ) y", "OR", "to its right", "or"),
        ("a OR", "OR", "to its right", "or"),
        ("a AND OR b", "AND", "to its right", "and"),
        ("notes from: anna", "from:", "needs a name", "from:anna"),
        ("a has:link, x", ",", "after the comma", ""),
        ("(" * (MAX_DEPTH + 1) + "a", "(", "Nest at most", None),
    ],
)
def test_an_error_points_at_its_place(text, place, said, suggestion):
    with pytest.raises(QueryError, match=said) as caught:
        parse(text)
    error = caught.value
    assert (text[error.start : error.end], error.suggestion) == (place, suggestion)


@pytest.mark.parametrize(
    ("text", "likely"),
    [("form:anna", "from"), ("befor:2024", "before"), ("sender:anna", "from"), ("edit:x", None)],
)
def test_a_slip_in_a_field_s_name_is_searched_and_told(text, likely):
    parsed = parse(text)
    assert parsed.tree.parts == (Word(text),)
    assert [f"Did you mean {likely}:" in note for note in parsed.notes] == ([True] if likely else [])


@pytest.mark.parametrize("text", ["re:zero", "http://x", "note:this", "x:y", "is:it", "am:pm", "ok:"])
def test_other_words_before_a_colon_are_no_slips(text):
    assert parse(text).notes == ()


def test_places_are_those_of_the_text():
    text = '  "a b" -from:x,"y z"'
    phrase, without = read(text)
    field = without.part
    assert [text[slice(*span)] for span in (phrase.span, field.span, field.values[1].span)] == [
        '"a b"',
        'from:x,"y z"',
        '"y z"',
    ]


def read_or_complain(text: str) -> Sequence | None:
    """The tree, or None if the text is refused with a place within it."""
    try:
        return parse(text).tree
    except QueryError as error:
        return None if 0 <= error.start <= error.end <= len(text) else pytest.fail(f"no place: {error}")


PIECES = [
    "a",
    "b c",
    '"',
    "\\",
    '"x y"',
    "(",
    ")",
    "-",
    " ",
    " OR ",
    " AND ",
    "from:",
    "in:",
    ",",
    ":)",
    "“",
    "”",
    "1",
]


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=30).map("".join)))
@example("a OR(b) AND (OR) -OR")
@example('a OR("b":)c')
@example("(a OR x) b")
@example("-() -( ) -:)")
@example("-(0) -(-a) -(:) )")
@example("(-( )")
@settings(max_examples=400, deadline=None)
def test_no_text_breaks_it_and_writing_a_tree_anew_says_the_same(text):
    tree = read_or_complain(text)
    if tree is None:
        return
    assert parse(format_query(tree)).tree == tree


@pytest.mark.parametrize(
    "piece", ["“", "“ ", "a", "( ", "a OR ", "-(", "\\", ":(", "(-", "from:a,", '" ', "-1", "()"]
)
def test_time_grows_with_length_only(piece):
    text = (piece * MAX_LENGTH)[:MAX_LENGTH]
    start = time.perf_counter()
    read_or_complain(text)
    assert time.perf_counter() - start < 0.5


def test_a_text_that_is_too_long_is_refused():
    parse("a" * MAX_LENGTH)
    with pytest.raises(QueryError, match="2,000"):
        parse("a" * (MAX_LENGTH + 1))
