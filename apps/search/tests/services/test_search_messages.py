"""Search as pages and API call it, ranked by a real index in this process."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from apps.accounts.models import Organization
from apps.search.retrieval.query import Mode, Sort
from apps.search.services.answer_query import rank
from apps.search.services.search_messages import search_messages
from apps.search.services.search_query import SearchQuery
from apps.uploads.models import Conversation, Message, Upload
from apps.uploads.tests.factories import get_home, make_colleague

pytestmark = pytest.mark.django_db

TRIP = """01/05/2026, 10:00 - Lena: I left the passports on the kitchen table
01/05/2026, 10:01 - Tom: that is where they always are
01/05/2026, 10:02 - Lena: can you bring them to the airport
01/05/2026, 10:03 - Tom: leaving now
01/05/2026, 10:04 - Lena: thank you
02/05/2026, 18:00 - Tom: the passports are in the safe of the hotel
"""
WORK = """03/05/2026, 09:00 - Tom: the visa office wants copies of all passports
03/05/2026, 09:01 - Ines: I will scan them
03/05/2026, 09:02 - Tom: thank you
"""


@pytest.fixture
def trip(searchable) -> Upload:
    return searchable(TRIP, "WhatsApp Chat with Lisbon trip.txt")


@pytest.fixture
def work(searchable, trip) -> Upload:
    return searchable(WORK, "WhatsApp Chat with Office.txt")


def search(user, text: str, **more):
    organization = more.pop("organization", None)
    return search_messages(user, SearchQuery(text, **more), organization=organization, ask=rank)


def list_texts(answer) -> list[str]:
    return [hit.text for hit in answer.hits]


@pytest.mark.parametrize("mode", Mode)
def test_every_mode_finds_what_was_said(owner, trip, mode):
    answer = search(owner, "passports", mode=mode)
    assert {"I left the passports on the kitchen table", "the passports are in the safe of the hotel"} <= set(
        list_texts(answer)
    )
    assert answer.took_ms > 0


def test_words_that_nobody_used_find_nothing_by_word(owner, trip):
    assert search(owner, "zeppelin", mode=Mode.KEYWORD).hits == []


def test_a_hit_stands_among_its_neighbours(owner, trip):
    hit = search(owner, "airport", mode=Mode.KEYWORD).hits[0]
    assert [(message.text, message.is_hit) for message in hit.context] == [
        ("I left the passports on the kitchen table", False),
        ("that is where they always are", False),
        ("can you bring them to the airport", True),
        ("leaving now", False),
        ("thank you", False),
    ]
    assert (hit.rank, hit.sender, hit.conversation) == (1, "Lena", trip.conversations.get())
    assert hit.sent_at == datetime(2026, 5, 1, 10, 2, tzinfo=UTC)


def test_highlights_are_offsets_into_the_text(owner, trip):
    hit = search(owner, "passport kitchen", mode=Mode.KEYWORD).hits[0]
    assert [hit.text[start:end] for start, end in hit.highlights] == ["passports", "kitchen"]


def test_ranks_go_on_over_pages_without_overlap(owner, work):
    whole = search(owner, "passports", k=10)
    pages = [search(owner, "passports", k=2, offset=offset) for offset in (0, 2, 4)]
    joined = [hit for page in pages for hit in page.hits]
    assert [hit.message_id for hit in joined] == [hit.message_id for hit in whole.hits[:6]]
    assert [hit.rank for hit in joined] == list(range(1, len(joined) + 1))


def test_sorted_by_date_the_newest_comes_first(owner, work):
    moments = [hit.sent_at for hit in search(owner, "passports", mode=Mode.KEYWORD, sort=Sort.DATE).hits]
    assert moments == sorted(moments, reverse=True)
    assert len(moments) == 3


@pytest.mark.parametrize("mode", Mode)
def test_one_conversation(owner, work, mode):
    conversation = work.conversations.get()
    answer = search(owner, "passports", mode=mode, conversation=conversation.pk)
    assert {hit.conversation for hit in answer.hits} == {conversation}
    assert "the visa office wants copies of all passports" in list_texts(answer)


@pytest.mark.parametrize("name", ["Lena", "lena", "  LENA "])
def test_one_sender_whatever_case(owner, work, name):
    answer = search(owner, "passports", sender=name)
    assert {hit.sender for hit in answer.hits} == {"Lena"}


def test_a_sender_who_writes_in_several_conversations(owner, work):
    answer = search(owner, "passports", sender="Tom", mode=Mode.KEYWORD)
    assert {hit.conversation.name for hit in answer.hits} == {"Lisbon trip", "Office"}


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("sender", ["Nobody", "Len", "' OR 1=1 --", "%"])
def test_an_unknown_sender_finds_nothing(owner, trip, sender, mode):
    answer = search(owner, "passports", sender=sender, mode=mode)
    assert (answer.hits, answer.total) == ([], 0)


def test_a_sender_of_another_conversation_finds_nothing(owner, work):
    conversation = work.conversations.get()
    assert search(owner, "passports", sender="Lena", conversation=conversation.pk).hits == []


@pytest.mark.parametrize("mode", Mode)
def test_after_is_included_and_before_is_not(owner, work, mode):
    first, last = datetime(2026, 5, 1, 10, 0, tzinfo=UTC), datetime(2026, 5, 2, 18, 0, tzinfo=UTC)
    texts = list_texts(search(owner, "passports", mode=mode, after=first, before=last))
    assert "I left the passports on the kitchen table" in texts
    assert "the passports are in the safe of the hotel" not in texts
    assert "the visa office wants copies of all passports" not in texts


def test_dates_before_everything_find_nothing(owner, trip):
    assert search(owner, "passports", before=datetime(2000, 1, 1, tzinfo=UTC)).hits == []
    assert search(owner, "passports", after=datetime(2030, 1, 1, tzinfo=UTC)).hits == []


def test_extreme_dates_exclude_nothing(owner, trip):
    utc_min, utc_max = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    assert len(search(owner, "passports", mode=Mode.KEYWORD, after=utc_min, before=utc_max).hits) == 2


def test_a_colleague_finds_the_same_in_the_shared_organization(owner, trip):
    home = get_home(owner)
    colleague = make_colleague(home)
    assert list_texts(search(colleague, "passports", organization=home)) == list_texts(
        search(owner, "passports")
    )
    assert search(colleague, "passports").hits == []


def test_a_stranger_finds_nothing_of_it(owner, stranger, trip):
    assert search(stranger, "passports").hits == []
    with pytest.raises(Organization.DoesNotExist):
        search(stranger, "passports", organization=get_home(owner))
    with pytest.raises(Conversation.DoesNotExist):
        search(stranger, "passports", conversation=trip.conversations.get().pk)
    with pytest.raises(Organization.DoesNotExist):
        search(AnonymousUser(), "passports")


def test_a_stranger_with_the_same_words_finds_only_their_own(stranger, searchable, trip):
    searchable("01/05/2026, 10:00 - Zoe: my own passports\n01/05/2026, 10:01 - Zoe: yes\n", user=stranger)
    assert set(list_texts(search(stranger, "passports"))) == {"my own passports", "yes"}


def test_a_deleted_message_is_no_hit_any_more(owner, trip):
    Message.objects.filter(text__contains="kitchen").delete()
    texts = list_texts(search(owner, "passports", mode=Mode.KEYWORD))
    assert texts == ["the passports are in the safe of the hotel"]


def test_hits_cost_the_same_number_of_queries_however_many(owner, work, django_assert_max_num_queries):
    def count_queries(k: int) -> int:
        with django_assert_max_num_queries(10) as captured:
            search(owner, "passports thank you", k=k)
        return len(captured)

    search(owner, "warm up")
    assert count_queries(1) == count_queries(9)


@pytest.mark.parametrize(
    "text",
    [
        "AND OR NOT",
        "title:x",
        "*",
        "a" * 2000,
        "🙂",
        "\u202eright",
        "pass\u0301ports",
        "^$.*[",
        "\\",
    ],
)
@pytest.mark.parametrize("mode", Mode)
def test_whatever_is_typed_is_only_a_query(owner, trip, text, mode):
    assert search(owner, text, mode=mode).total >= 0


def test_messages_without_a_time_pass_no_date_filter(owner, searchable):
    searchable('[{"sender": "Ada", "text": "timeless passports"}]', "chat.json")
    assert list_texts(search(owner, "timeless", mode=Mode.KEYWORD)) == ["timeless passports"]
    long_ago = datetime(1970, 1, 1, tzinfo=UTC)
    assert search(owner, "timeless", mode=Mode.KEYWORD, after=long_ago).hits == []
    assert search(owner, "timeless", before=long_ago + timedelta(days=400_000)).hits == []
