"""Messages like a message, ranked by a real index in this process."""

import numpy as np
import pytest

from apps.search.retrieval.query import Mode
from apps.search.services.answer_query import rank
from apps.search.services.like_message import MAX_TOKENS, choose_tokens
from apps.search.services.search_messages import search_messages
from apps.search.services.search_query import SearchQuery
from apps.uploads.models import Conversation, Message
from apps.uploads.tests.factories import get_home, make_colleague

pytestmark = pytest.mark.django_db

TRIP = """01/05/2026, 10:00 - Lena: I left the passports on the kitchen table
01/05/2026, 10:01 - Tom: that is where they always are
01/05/2026, 10:02 - Tom: shall we have noodles tonight
01/05/2026, 10:03 - Lena: there is a place by the river
02/05/2026, 18:00 - Tom: somebody left two passports on a table in the hotel
02/05/2026, 18:01 - Lena: see you tomorrow
"""


@pytest.fixture
def trip(searchable):
    return searchable(TRIP, "WhatsApp Chat with Lisbon trip.txt")


@pytest.fixture
def kitchen(trip) -> Message:
    return Message.objects.get(text__contains="kitchen")


def find_like(user, message: Message, **more) -> list[str]:
    answer = search_messages(user, SearchQuery("", like=message.pk, **more), ask=rank)
    return [hit.text for hit in answer.hits]


@pytest.mark.parametrize("mode", Mode)
def test_the_likest_comes_first_and_the_message_itself_not_at_all(owner, kitchen, mode):
    texts = find_like(owner, kitchen, mode=mode)
    assert texts[0] == "somebody left two passports on a table in the hotel"
    assert kitchen.text not in texts
    assert len(texts) == 5


def test_its_own_surroundings_come_after_what_is_alike_elsewhere(owner, kitchen, searchable):
    searchable(
        "03/05/2026, 09:00 - Ines: a visa\n03/05/2026, 09:01 - Tom: who left the passports on the table\n",
        "WhatsApp Chat with Office.txt",
    )
    elsewhere, here = find_like(owner, kitchen, k=2)
    assert elsewhere == "who left the passports on the table"
    assert here == "somebody left two passports on a table in the hotel"


def test_it_can_be_restricted_like_any_search(owner, kitchen):
    assert set(find_like(owner, kitchen, sender="Lena")) == {
        "there is a place by the river",
        "see you tomorrow",
    }


def test_a_colleague_may_and_a_stranger_may_not(owner, kitchen, stranger):
    assert find_like(make_colleague(get_home(owner)), kitchen) == find_like(owner, kitchen)
    with pytest.raises(Message.DoesNotExist):
        find_like(stranger, kitchen)


def test_another_organization_s_conversation_is_not_searched(kitchen, searchable, stranger):
    """Both are visible to somebody who is in both organizations: still nothing crosses over."""
    searchable(TRIP, "WhatsApp Chat with Elsewhere.txt", user=stranger)
    elsewhere = get_home(stranger).conversations.get()
    both = make_colleague(get_home(stranger))
    kitchen.conversation.organization.memberships.create(user=both, role="member")
    with pytest.raises(Conversation.DoesNotExist):
        find_like(both, kitchen, conversation=elsewhere.pk)
    found = search_messages(both, SearchQuery("", like=kitchen.pk), ask=rank).hits
    assert {hit.conversation for hit in found} == {kitchen.conversation}


def test_a_message_that_no_index_holds_is_like_nothing(owner, kitchen):
    event = Message.objects.create(
        conversation=kitchen.conversation, sequence=99, kind="system", text="Tom left"
    )
    assert find_like(owner, event) == []


def test_the_rarest_tokens_are_kept_once_each_in_order():
    ids = np.array([5, 3, 5, 9, 3, 7])
    counts = np.zeros(100, np.int64)
    assert choose_tokens(ids, counts).tolist() == [0, 1, 3, 5]
    many = np.arange(100)
    assert choose_tokens(many, many[::-1].copy()).tolist() == list(range(100 - MAX_TOKENS, 100))
