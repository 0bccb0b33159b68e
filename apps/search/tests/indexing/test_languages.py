from string import ascii_lowercase

import pytest

from apps.search.indexing.analysis import get_analyzer
from apps.search.indexing.language_detection import detect_language, detect_languages
from apps.search.indexing.languages import (
    STEMMERS,
    WordsOfLanguages,
    get_language_analyzer,
    pack_language,
    unpack_language,
)

ENGLISH = [
    "did you install the driver yet?",
    "I'm running late, sorry",
    "ok",
    "see you at the station then",
    "lol",
]
GERMAN = [
    "wann kommst du nach Hause?",
    "hast du die Datei schon geschickt?",
    "ok",
    "ich bin gleich bei dir",
    "lol",
]


def test_codes_survive_packing():
    pairs = (first + second for first in ascii_lowercase for second in ascii_lowercase)
    codes = ["", *(pair for pair in pairs if pair != "nb")]
    packed = [pack_language(code) for code in codes]
    assert [unpack_language(number) for number in packed] == codes
    assert (packed[0], max(packed)) == (0, 26 * 26)
    assert pack_language("nb") == pack_language("no")


def test_every_stemmer_exists():
    assert all(get_analyzer(name) for name in STEMMERS.values())
    assert get_language_analyzer("zh") is get_language_analyzer("en")


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("en", ENGLISH),
        ("de", GERMAN),
        ("es", ["a qué hora llegas?", "puedes mandarme el archivo", "jaja", "estoy llegando tarde, perdona"]),
        ("ru", ["во сколько ты придёшь?", "ок", "можешь прислать файл", "большое спасибо"]),
        ("ja", ["今日は何時に帰りますか", "わかりました", "OK", "ファイルを送ってください"]),
    ],
)
def test_a_chat_in_one_language_is_in_it_throughout(code, texts):
    assert detect_languages(texts, [1] * len(texts)) == [code] * len(texts)


def test_short_answers_are_in_the_language_of_their_speaker():
    mixed = [text for pair in zip(ENGLISH, GERMAN, strict=True) for text in pair]
    assert detect_languages(mixed, [1, 2] * len(ENGLISH)) == ["en", "de"] * len(ENGLISH)


def test_one_odd_line_makes_no_language_unless_it_is_beyond_doubt():
    chat = [*ENGLISH * 4, "allez la nuit, chef"]
    assert detect_languages([chat[-1]], [1]) == ["fr"]
    assert set(detect_languages(chat, [1] * len(chat))) == {"en"}
    german = "deutschsprachige Hilfe für Probleme mit Ubuntu findet ihr in einem anderen Kanal"
    assert detect_languages([*ENGLISH * 10, german], [1] * 51)[-1] == "de"


def test_nothing_to_judge_by_is_the_default():
    assert detect_languages(["ok", ":)", "https://beispiel.de/die/der/das", ""], [1] * 4) == ["en"] * 4


def test_a_query_is_told_among_the_languages_there_are():
    assert detect_language("wann kommst du nach Hause", ("en", "de")) == "de"
    assert detect_language("wann kommst du nach Hause", ("en",)) is None
    assert detect_language("", ("en", "de")) is None


def test_a_query_in_english_alone_gives_the_terms_it_always_gave():
    text = "Where did Ann install alsa-base on the 8th of May?"
    expected = list(dict.fromkeys(get_analyzer("english").terms(text)))
    assert WordsOfLanguages(["en"]).terms(text) == expected
    assert WordsOfLanguages(["en"]).variants(text) == [get_analyzer("english").terms(text)]


def test_words_are_looked_for_in_each_language_but_what_says_nothing_in_the_querys_own():
    assert WordsOfLanguages(["de", "en"]).terms("wie war das mit den Häusern") == ["haus", "hausern"]
    assert WordsOfLanguages(["en", "de"]).terms("running") == ["run", "running"]
