import pytest

from apps.search.indexing.analysis import Analyzer, UnknownLanguage, get_analyzer
from apps.search.indexing.languages import STEMMERS


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


def test_wanted_words_are_found_where_they_stand():
    text = "run apt-get café, running"
    wanted = frozenset({"run", "get", "cafe", "apt-get"})
    found = get_analyzer("english").find(text, wanted)
    assert [text[start:end] for start, end in found] == ["run", "get", "café", "running"]


def test_languages_stem_by_their_own_rules():
    assert get_analyzer("german").terms("Häuser") == get_analyzer("german").terms("hauser")


def test_an_unknown_language_is_refused():
    with pytest.raises(UnknownLanguage, match="klingon"):
        Analyzer("klingon")


def test_words_seen_before_give_the_same_terms():
    analyzer = Analyzer("english")
    assert analyzer.terms("apt-get running") == analyzer.terms("apt-get running")


@pytest.mark.parametrize(
    ("language", "word", "other"),
    [
        ("german", "Häuser", "Haus"),
        ("spanish", "canciones", "canción"),
        ("french", "chantées", "chantee"),
        ("russian", "новый", "новая"),
        ("turkish", "kitaplar", "kitap"),
        ("dutch", "boeken", "boek"),
    ],
)
def test_forms_of_a_word_are_one_term(language, word, other):
    terms = get_analyzer(language).terms
    assert terms(word) == terms(other) != []


@pytest.mark.parametrize("language", [name for name in STEMMERS.values() if name != "english"])
def test_codes_and_english_words_survive_in_every_language(language):
    assert get_analyzer(language).terms("ERR-48707 v2.6.1")[-1] == "v2.6.1"


def test_stop_words_say_nothing_in_their_language():
    assert get_analyzer("german").terms("wie war das mit dem Haus") == ["haus"]
    assert get_analyzer("french").without_stop_words("où sont les fêtes?") == "fêtes"
