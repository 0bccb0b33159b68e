"""The search page on a text that the query language does not know."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_what_is_wrong_is_said_in_place_of_results(browse, searchable, headers):
    answer = browse.get("/search/", {"q": 'passports "left open'}, headers=headers)
    assert answer.status_code == 200
    assert "This quote is never closed" in answer.content.decode()


def test_sentences_are_searched(browse, searchable):
    answer = browse.get("/search/", {"q": "what's up :) (maybe) at 10:30 http://x.y/z"})
    assert "could not be run" not in answer.content.decode()
