"""The query language from end to end: what is demanded is demanded in every mode, and decided inside the index."""

import pytest
from django.core.management import CommandError, call_command

from apps.search.query_language.errors import QueryError
from apps.search.retrieval.query import Mode, Sort
from apps.search.services.answer_query import rank
from apps.search.services.search_messages import search_messages
from apps.search.services.search_query import SearchAnswer, SearchQuery
from apps.uploads.tests.factories import get_home

pytestmark = pytest.mark.django_db

TRIP = """01/05/2026, 10:00 - Lena: I left the passports on the kitchen table
01/05/2026, 10:01 - Tom: @Lena where is the kitchen key?
01/05/2026, 10:02 - Lena: see https://example.org/keys for the table
02/06/2026, 18:00 - Tom: the passports are in the safe of the hotel
03/06/2026, 18:00 - Zoe: a hostel is cheaper than a hotel
"""
PASSPORTS, KEY, LINK, SAFE, HOSTEL = range(5)


@pytest.fixture
def ask(owner, searchable):
    """Return a function that searches the chat and gives the numbers of the messages found, best first."""
    upload = searchable(TRIP, "WhatsApp Chat with Lisbon trip.txt")
    numbers = dict(upload.conversations.get().messages.filter(kind="message").values_list("pk", "sequence"))

    def search(text: str, **more) -> tuple[list[int], SearchAnswer]:
        answer = search_messages(owner, SearchQuery(text, **more), ask=rank)
        return [numbers[hit.message_id] for hit in answer.hits], answer

    return search


@pytest.mark.parametrize("mode", Mode)
def test_conditions_hold_in_every_mode(ask, mode):
    def find(text: str) -> set[int]:
        return set(ask(text, mode=mode)[0])

    assert find('"passports on the kitchen table"') == {PASSPORTS}
    assert find("passports -safe") <= {PASSPORTS, KEY, LINK, HOSTEL}
    assert find("passports from:lena") <= {PASSPORTS, LINK}
    assert PASSPORTS in find("passports from:lena")
    assert find("safe OR hostel") == {SAFE, HOSTEL}
    assert find("hotel AND passports") == {SAFE}
    assert find("hotel -(hostel OR from:lena) during:2026-06") == {SAFE}
    assert find("table has:link") == {LINK}
    assert find("key has:question mentions:lena") == {KEY}
    assert find("hotel from:nobody") == set()
    assert find("hotel in:lisbon type:whatsapp after:2026-06-03") == {HOSTEL}
    assert find("hotel in:office") == set()


@pytest.mark.parametrize("mode", Mode)
def test_conditions_alone_list_the_newest_first(ask, mode):
    found, answer = ask("-hotel", mode=mode)
    assert (found, answer.total) == ([LINK, KEY, PASSPORTS], 3)
    assert ask("from:lena,zoe", mode=mode, k=2)[0] == [HOSTEL, LINK]
    assert ask("during:2026-05", mode=mode, offset=1, sort=Sort.DATE)[0] == [KEY, PASSPORTS]


def test_only_what_ranks_is_highlighted(ask):
    answer = ask("kitchen from:lena in:table has:link OR -see", mode=Mode.KEYWORD)[1]
    assert answer.hits == []
    hit = ask("kitchen OR passports -hotel from:lena", mode=Mode.KEYWORD)[1].hits[0]
    assert [hit.text[start:end] for start, end in hit.highlights] == ["passports", "kitchen"]


def test_the_answer_carries_the_notes(ask):
    assert ask("hotel from:Lenna")[1].notes == ("Nobody is called “Lenna”. Did you mean Lena?",)


def test_a_text_that_cannot_be_read_is_refused(ask):
    with pytest.raises(QueryError, match="never closed"):
        ask('"left open')


def test_the_command_draws_carets_under_the_place(owner):
    with pytest.raises(CommandError) as caught:
        call_command("search", "table has:images", organization=get_home(owner).slug)
    lines = str(caught.value).splitlines()
    assert lines[1:] == ["  table has:images", "            ^^^^^^", "  Perhaps: table has:image"]
