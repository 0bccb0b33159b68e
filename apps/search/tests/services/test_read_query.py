"""What a query asks the worker for: ranking text, conditions with ids, notes."""

from datetime import UTC, date, datetime, timedelta

import pytest

from apps.search.query_language.errors import QueryError
from apps.search.retrieval.conditions import (
    AllOf,
    AnyOf,
    Feature,
    Has,
    InConversations,
    InLanguage,
    Mentions,
    Not,
    Says,
    SentBy,
    SentWithin,
)
from apps.search.retrieval.query import SearchRequest
from apps.search.services.read_query import Reading, read_query
from apps.search.services.search_query import SearchQuery
from apps.uploads.models import Conversation, Participant
from apps.uploads.tests.factories import get_home, make_conversation

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 31, 15, tzinfo=UTC)


@pytest.fixture
def home(owner):
    return get_home(owner)


@pytest.fixture
def trip(owner) -> Conversation:
    """Ada and Bob, and two Annas."""
    return make_chat(owner, "Lisbon trip", "Anna Schmidt", "Anna Weber")


def make_chat(user, name: str, *more_people: str) -> Conversation:
    chat = make_conversation(user, ["hello"], name=name)
    for person in more_people:
        Participant.objects.create(organization=chat.organization, conversation=chat, name=person)
    return chat


def read(home, text: str, **more) -> Reading:
    return read_query(home, SearchQuery(text, **more), now=NOW)


def condition_of(home, text: str):
    return read(home, text).request.filters.condition


def ids_of(home, *names: str) -> frozenset[int]:
    return frozenset(
        Participant.objects.filter(organization=home, name__in=names).values_list("pk", flat=True)
    )


@pytest.mark.parametrize(
    ("text", "ranked_by"),
    [
        ("what's up  :) (maybe)?", "what's up :) maybe ?"),
        ('hotel OR "old hostel" -tent from:ada in:Lisbon', "hotel old hostel"),
        ("-(a b) has:link", ""),
        ("AND b AND c", "and b c"),
        ('a 5" disk', "a 5 disk"),
    ],
)
def test_words_and_phrases_rank_and_nothing_else(home, trip, text, ranked_by):
    assert read(home, text).request.text == ranked_by


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("free words (in groups)", None),
        ('"old town" x', Says("old town")),
        ("-x -(b c)", AllOf((Not(Says("x")), Not(AllOf((Says("b"), Says("c"))))))),
        ('x OR "b c" OR (d e) f', AnyOf((Says("x"), Says("b c"), AllOf((Says("d"), Says("e")))))),
        ("x AND b c", AllOf((Says("x"), Says("b")))),
        ("has:link,IMAGE", AnyOf((Has(Feature.LINK), Has(Feature.IMAGE)))),
        ("edited:true reply:false", AllOf((Has(Feature.EDITED), Not(Has(Feature.REPLY))))),
        ("lang:de,English", AnyOf((InLanguage("de"), InLanguage("en")))),
    ],
)
def test_what_is_demanded(home, text, condition):
    assert condition_of(home, text) == condition


@pytest.mark.parametrize(
    ("text", "after", "before"),
    [
        ("during:2026-02-28", (2026, 2, 28), (2026, 3, 1)),
        ("during:2025-12", (2025, 12, 1), (2026, 1, 1)),
        ("during:2025", (2025, 1, 1), (2026, 1, 1)),
        ("during:today", (2026, 3, 31), (2026, 4, 1)),
        ("during:Yesterday", (2026, 3, 30), (2026, 3, 31)),
        ("during:30d", (2026, 3, 1), (2026, 4, 1)),
        ("during:1m", (2026, 2, 28), (2026, 4, 1)),
        ('during:"last summer"', (2025, 6, 1), (2025, 9, 1)),
        ('during:"14 May 2025"', (2025, 5, 14), (2025, 5, 15)),
        ("before:2026-02", None, (2026, 2, 1)),
        ("after:2026-02", (2026, 2, 1), None),
        ("after:2w", (2026, 3, 17), None),
        ("before:1y", None, (2025, 3, 31)),
    ],
)
def test_dates(home, text, after, before):
    expected = SentWithin(*(day and datetime(*day, tzinfo=UTC) for day in (after, before)))
    assert condition_of(home, text) == expected


def test_a_month_without_a_year_is_that_of_every_year_so_far(home):
    mays = condition_of(home, "during:may").parts
    assert mays[-1] == SentWithin(datetime(2025, 5, 1, tzinfo=UTC), datetime(2025, 6, 1, tzinfo=UTC))
    assert len(mays) > 20


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("from:ada", ["Ada"]),
        ('from:"ANNA weber"', ["Anna Weber"]),
        ("from:anna", ["Anna Schmidt", "Anna Weber"]),
        ("from:Web", ["Anna Weber"]),
        ("from:chmid", ["Anna Schmidt"]),
        ("from:ada,bob", ["Ada", "Bob"]),
    ],
)
def test_people_by_name_beginning_or_part(home, trip, written, meant):
    assert condition_of(home, written) == SentBy(ids_of(home, *meant))


def test_somebody_in_several_conversations_counts_in_all(owner, home, trip):
    make_chat(owner, "Office")
    assert len(condition_of(home, "from:bob").ids) == 2
    assert len(read(home, "from:bob", conversation=trip.pk).request.filters.condition.ids) == 1


def test_conversations_by_name_and_by_format(owner, home, trip):
    office = make_chat(owner, "Office")
    Conversation.objects.filter(pk=office.pk).update(format="irc")
    assert condition_of(home, 'in:"lisbon trip"') == InConversations(frozenset([trip.pk]))
    assert condition_of(home, "-in:off") == Not(InConversations(frozenset([office.pk])))
    assert condition_of(home, "type:IRC") == InConversations(frozenset([office.pk]))


def test_mentions_take_the_written_name_and_the_full_ones(home, trip):
    assert condition_of(home, "mentions:anna") == Mentions(("anna", "Anna Schmidt", "Anna Weber"))
    assert read(home, "mentions:zed").notes == ()


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("from:Adda", "Nobody is called “Adda”. Did you mean Ada?"),
        ("in:Lissabon", "No conversation is called “Lissabon”. Did you mean Lisbon trip?"),
        ("type:slack", "No conversation's kind is called “slack”. Did you mean whatsapp?"),
    ],
)
def test_an_unknown_name_finds_nothing_and_says_so(home, trip, text, note):
    reading = read(home, text)
    assert reading.request.filters.allow_nothing
    assert reading.notes == (note,)
    assert not read(home, f"-{text}").request.filters.allow_nothing


def test_notes_tell_who_was_taken_for_whom(home, trip):
    assert read(home, "from:anna form:x").notes == (
        "“form:” is searched as a word. Did you mean from: ?",
        "from:anna stands for Anna Schmidt and Anna Weber.",
    )


def test_names_of_another_organization_are_unknown_and_untold(stranger, home, trip):
    theirs = make_chat(stranger, "Lisbon secrets", "Adalbert")
    assert condition_of(home, "from:adalbert") == SentBy(frozenset())
    assert condition_of(home, 'in:"lisbon secrets"') == InConversations(frozenset())
    assert theirs.pk not in condition_of(home, "in:lisbon").ids
    assert not any(
        "Adalbert" in note or "secrets" in note for note in read(home, "from:adalbe in:secre").notes
    )


@pytest.mark.parametrize(
    ("text", "place", "suggestion"),
    [
        ("x has:images", "images", "image"),
        ("before:nonsense", "nonsense", None),
        ("during:2026-02-30", "2026-02-30", None),
        ("lang:de,klingonisch", "klingonisch", None),
        ("lang:Germen", "Germen", "German"),
        ("edited:perhaps", "perhaps", None),
    ],
)
def test_a_value_that_its_field_does_not_know_is_pointed_at(home, text, place, suggestion):
    with pytest.raises(QueryError) as caught:
        read(home, text)
    error = caught.value
    assert (text[error.start : error.end], error.suggestion) == (place, suggestion)


@pytest.mark.parametrize("text", ['"to be" x', "-the x", "the AND :)", "(and OR or)"])
def test_what_cannot_be_looked_up_excludes_nothing_and_is_told(home, text):
    reading = read(home, text)
    assert reading.request.filters.condition is None
    assert {"cannot be looked up" in note for note in reading.notes} == {True}


def test_what_is_asked_survives_json(home, trip):
    request = read(home, 'x OR -"b c" from:ada during:2025 mentions:x lang:de has:link').request
    assert SearchRequest.from_payload(request.to_payload()) == request


def test_days_are_those_of_the_organizations_time_zone(home):
    """15:00 UTC is 2 o'clock of the next day in Auckland, in summer time; clocks go back on 5 April."""
    home.time_zone = "Pacific/Auckland"
    query = SearchQuery("lunch yesterday during:today,2026-04-05", after=date(2026, 3, 1), before=NOW)
    request = read_query(home, query, now=NOW).request

    today, turned = request.filters.condition.parts
    assert (today.after, today.before) == (
        datetime(2026, 3, 31, 11, tzinfo=UTC),
        datetime(2026, 4, 1, 11, tzinfo=UTC),
    )
    assert turned.before.astimezone(UTC) - turned.after.astimezone(UTC) == timedelta(hours=25)
    assert request.filters.after == datetime(2026, 2, 28, 11, tzinfo=UTC)
    assert request.filters.before == NOW
    assert SearchRequest.from_payload(request.to_payload()).measured_from.isoformat() == (
        "2026-04-01T04:00:00+13:00"
    )
