import pytest

from apps.search.indexing.analysis import Analyzer, UnknownLanguage, get_analyzer


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Installing the drivers", ["instal", "driver"]),
        ("apt-get", ["apt", "get", "apt-get"]),
        ("see /etc/fstab", ["see", "etc", "fstab", "etc/fstab"]),
        ("C++ and C#", ["c++", "c#"]),
        ("don't", []),
        ("Caroline’s", ["carolin"]),
        ("Zoë naïve", ["zoe", "naiv"]),
        ("東京都", ["東京", "京都"]),
        ("水", ["水"]),
        ("x" * 101, []),
        ("", []),
    ],
)
def test_terms(text, terms):
    assert get_analyzer("english").terms(text) == terms


def test_spans_point_at_the_parts():
    text = "run apt-get café"
    spans = [(text[start:end], term) for start, end, term in get_analyzer("english").spans(text)]
    assert spans == [("run", "run"), ("apt", "apt"), ("get", "get"), ("café", "cafe")]


def test_languages_stem_by_their_own_rules():
    assert get_analyzer("german").terms("Häuser") == get_analyzer("german").terms("hauser")


def test_an_unknown_language_is_refused():
    with pytest.raises(UnknownLanguage, match="klingon"):
        Analyzer("klingon")


def test_words_seen_before_give_the_same_terms():
    analyzer = Analyzer("english")
    assert analyzer.terms("apt-get running") == analyzer.terms("apt-get running")
