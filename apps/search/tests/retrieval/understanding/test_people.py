import pytest

from apps.search.indexing.analysis import get_analyzer
from apps.search.indexing.speakers import SpeakerIndex
from apps.search.retrieval.understanding.people import find_people

ANALYZER = get_analyzer("english")


@pytest.fixture
def speakers():
    index = SpeakerIndex(ANALYZER)
    for number, name in enumerate(["Ann Smith", "Ann Jones", "Ben Smith", "ubuntu"], start=1):
        index.add(number, name, messages=10)
    return index


def read(text, speakers, uses=0):
    found = find_people(text, speakers, ANALYZER, lambda word: uses)
    return [(text[one.start : one.end], set(one.participants)) for one in found]


def test_a_first_name_means_everybody_who_bears_it(speakers):
    assert read("what did Ann say to ben?", speakers) == [("Ann", {1, 2}), ("ben", {3})]


def test_words_side_by_side_are_one_name(speakers):
    assert read("did Ann Smith call", speakers) == [("Ann Smith", {1})]
    assert read("Smith, Ann", speakers) == [("Smith", {1, 3}), ("Ann", {1, 2})]


def test_a_word_that_everybody_writes_is_no_name(speakers):
    assert read("ubuntu does not boot", speakers, uses=500) == []
    assert read("ubuntu does not boot", speakers, uses=5) == [("ubuntu", {4})]
