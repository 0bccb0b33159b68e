import pytest

from apps.uploads.parsing.whatsapp.authors import Authors, is_marked


def authors_of(*rests: str) -> Authors:
    authors = Authors("Club")
    for rest in rests:
        authors.see(rest, marked=False)
    return authors


@pytest.mark.parametrize(
    ("rest", "author", "body"),
    [
        ("Ann: hi", "Ann", "hi"),
        ("Ann: why: because", "Ann", "why: because"),
        ("Ann: ", "Ann", ""),
        ("Ann:hi", "Ann", "hi"),
        ("~\u00a0Ann: hi", "~ Ann", "hi"),
        ("+49 151 234: hi", "+49 151 234", "hi"),
        ("🤓: hi", "🤓", "hi"),
        ('Ann changed the subject from "a: b" to "c"', None, None),
        ("Ann hat den Betreff von „a: b“ zu „c“ geändert", None, None),
        ("Ann a modifié le sujet « a: b »", None, None),
        ("Ann skapade gruppen ”a: b”", None, None),
        ("Ann létrehozta a csoportot: „a”", None, None),
        ("Ann Hathaway: hi", "Ann Hathaway", "hi"),
        ("Peter „Pit“ Müller: hi", "Peter „Pit“ Müller", "hi"),
        ("You were added", None, None),
        ("Ann joined at 10:30", None, None),
        ("see https://example.org", None, None),
        ("x" * 200 + ": hi", None, None),
    ],
)
def test_author_and_body_are_told_apart(rest, author, body):
    found, _, text = authors_of("Ann: hello", "Ann: again", rest).split(rest)
    assert found == author
    assert text == (rest if author is None else body)


def test_a_name_with_a_colon_shows_by_repetition():
    lines = ["Dr: Who: run", "Dr: Who: hide", "Dr: Who: wait", "Ann: Who: me?"]
    authors = authors_of(*lines)
    assert [authors.split(line)[::2] for line in lines] == [
        ("Dr: Who", "run"),
        ("Dr: Who", "hide"),
        ("Dr: Who", "wait"),
        ("Ann", "Who: me?"),
    ]


def test_the_group_is_who_announces_and_never_speaks():
    authors = Authors("Club")
    authors.see("Club: Ann joined", marked=True)
    authors.see("Ann: hello", marked=False)
    assert authors.is_group("Club", "Club")
    assert not authors.is_group("Ann", "Ann")
    authors.see("Club: hello", marked=False)
    assert not authors.is_group("Club", "Club")


def test_a_mark_counts_only_right_before_the_body():
    assert is_marked("[1] Ann: \u200eimage omitted", "image omitted")
    assert is_marked("[1] Ann: \u200eVoice call, \u200e12 sec", "Voice call, 12 sec")
    assert is_marked("[1] Ann: \u200ePOLL:", "POLL:\nPizza?\nOPTION: x (1 vote)")
    assert not is_marked("\u200e[1] Ann: image omitted", "image omitted")
    assert not is_marked("[1] Ann: hello \u200e<edited>", "hello <edited>")
