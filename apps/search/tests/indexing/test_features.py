import pytest

from apps.search.indexing.base import MessageRow
from apps.search.indexing.features import (
    FEATURE_BITS,
    find_features,
    find_mentions,
    normalise_name,
    unpack_features,
)
from apps.search.retrieval.conditions import Feature


def features_of(text, **attributes):
    return set(unpack_features(find_features(MessageRow(1, 1, 0, None, "ann", text, **attributes))))


def test_each_feature_has_a_bit_of_its_own():
    assert set(FEATURE_BITS) == set(Feature)
    assert sum(FEATURE_BITS.values()) == 2 ** len(Feature) - 1


@pytest.mark.parametrize(
    "text",
    ["see https://x.org/a", "www.example.org/page", "(HTTP://X.ORG)", "ftp://host/file", "a <https://x.org>"],
)
def test_links(text):
    assert Feature.LINK in features_of(text)


@pytest.mark.parametrize("text", ["no link", "a://", "www is slow", "x.org", "std::vector", "C://"])
def test_no_links(text):
    assert Feature.LINK not in features_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "where?",
        "where? there!",
        "tu viens ?",
        "really?!",
        'he asked "why?"',
        "see https://x.org/?q=1 ok?",
        "¿qué tal?",
        "何時に帰る？もう遅い",
        "متى تعود؟",
        "is it (maybe?)",
        "first\nsecond?\nthird",
        "huh?? 😀",
    ],
)
def test_questions(text):
    assert Feature.QUESTION in features_of(text)


@pytest.mark.parametrize(
    "text", ["https://x.org/find?q=1", "https://x.org/?", "???", "?", "no", "a?b:c", "regex .*?x", ""]
)
def test_no_questions(text):
    assert Feature.QUESTION not in features_of(text)


def test_what_the_export_tells():
    assert features_of("hi") == set()
    assert features_of("hi", is_edited=True, is_reply=True) == {Feature.EDITED, Feature.REPLY}
    assert features_of("hi", has_reactions=True) == {Feature.REACTION}
    assert features_of("hi", attachment_types=("image",)) == {Feature.FILE, Feature.IMAGE}
    assert features_of("hi", attachment_types=("video",)) == {Feature.FILE}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@ann hi", ["ann", "ann hi"]),
        ("thanks @Ann, @ben", ["ann", "ben"]),
        ("hello @\u2068Zoë Müller\u2069 there you are", ["zoe", "zoe muller", "zoe muller there"]),
        ("mail ann@example.org", []),
        ("ben: try again", ["ben"]),
        ("ben, ann: both of you", ["ben", "ann"]),
        ("[zed]^: hi", ["[zed]^"]),
        ("http://x.org", []),
        ("it is 10:30", []),
        ("done", []),
        ("say @ once", []),
    ],
)
def test_mentions(text, names):
    assert find_mentions(text) == names


def test_names_are_compared_folded():
    assert normalise_name("@Zoë  MÜLLER ") == normalise_name("zoe muller") == "zoe muller"
    assert normalise_name("~ Ann") == "ann"
