import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.search.views.window import WINDOW, first_at_end, load_window, step_back
from apps.uploads.models import Conversation
from apps.uploads.tests.factories import FIRST_SENT_AT, make_conversation

pytestmark = pytest.mark.django_db

MANY = 1_000


def open_page(client, conversation, **params):
    return client.get(reverse("search:conversation", args=[conversation.pk]), params)


def load_chunk(client, conversation, **params):
    return client.get(reverse("search:chunk", args=[conversation.pk]), params)


def read(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def message_ids(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'<li class="line[^"]*" id="m(\d+)"', html)]


def bounds(html: str) -> tuple[int, int]:
    (found,) = re.findall(r'data-first="(\d+)" data-last="(-?\d+)"', html)
    return int(found[0]), int(found[1])


@pytest.fixture
def long_chat(owner):
    return make_conversation(owner, [f"message {number}" for number in range(MANY)])


@pytest.fixture
def everything(long_chat) -> list[int]:
    return list(long_chat.messages.order_by("sequence").values_list("pk", flat=True))


@pytest.mark.parametrize("opened_at", [0, 5, 30, 500, 970, MANY - 1])
def test_paging_both_ways_reaches_every_message_once(browse, long_chat, everything, opened_at):
    page = read(open_page(browse, long_chat, message=everything[opened_at]))
    seen = message_ids(page)
    assert everything[opened_at] in seen
    first, last = bounds(page)

    while "data-has-before" in page:
        page = read(load_chunk(browse, long_chat, before=first))
        seen = message_ids(page) + seen
        first, _ = bounds(page)
    page = read(load_chunk(browse, long_chat, after=last))
    while message_ids(page):
        seen += message_ids(page)
        _, last = bounds(page)
        page = read(load_chunk(browse, long_chat, after=last))

    assert seen == everything


def test_links_without_scripts_walk_through_the_chat_too(browse, long_chat, everything):
    seen: list[int] = []
    page = read(open_page(browse, long_chat, at="start"))
    while True:
        seen += [pk for pk in message_ids(page) if pk not in seen]
        later = re.search(
            r'<nav[^>]*data-more="later"(?P<hidden> hidden)?><a [^>]*href="\?after=(?P<after>\d+)"', page
        )
        if later["hidden"]:
            break
        page = read(open_page(browse, long_chat, after=later["after"]))

    assert seen == everything


def test_a_page_holds_few_messages_however_long_the_chat(browse, long_chat):
    assert len(message_ids(read(open_page(browse, long_chat)))) == 60
    assert len(message_ids(read(load_chunk(browse, long_chat, after=100)))) == 60


def test_the_end_is_shown_first_and_the_start_on_request(browse, long_chat, everything):
    assert message_ids(read(open_page(browse, long_chat)))[-1] == everything[-1]
    assert message_ids(read(open_page(browse, long_chat, at="start")))[0] == everything[0]


def test_a_chat_opens_at_a_message_pointed_out_with_its_matches(browse, long_chat, everything):
    page = read(open_page(browse, long_chat, message=everything[500], results="q=500&page=2"))

    assert f'class="line line--opens line--target" id="m{everything[500]}" tabindex="-1"' in page
    assert 'message <mark class="hit">500</mark>' in page
    assert page.count("<mark") == 1
    assert f'href="/search/?q=500&amp;page=2#hit-{everything[500]}"' in page


def test_no_address_outside_can_be_the_way_back(browse, long_chat):
    page = read(open_page(browse, long_chat, results="//evil.example/?q=x"))

    assert "evil.example" not in page
    assert "Back to results" not in page


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-03-01", 0), ("2026-03-02", 900), ("2020-01-01", 0), ("0001-01-01", 0)],
)
def test_a_day_opens_at_its_first_message(browse, long_chat, everything, day, expected):
    """Messages come every minute from 9:00: the second day begins after 900."""
    page = read(open_page(browse, long_chat, day=day))

    assert f'data-target="m{everything[expected]}"' in page


def test_a_day_after_the_end_says_so(browse, long_chat):
    assert "Nothing was sent on that day or later" in read(open_page(browse, long_chat, day="2031-01-01"))


def test_a_stated_time_zone_decides_when_a_day_begins(browse, long_chat, everything):
    """Midnight in Berlin is 23:00 UTC, 840 minutes after 9:00."""
    long_chat.upload.timezone = "Europe/Berlin"
    long_chat.upload.save()

    assert f'data-target="m{everything[840]}"' in read(open_page(browse, long_chat, day="2026-03-02"))


@pytest.mark.parametrize("address", [{"day": "soon"}, {"at": "middle"}, {"before": "-5"}, {"after": "x"}])
def test_an_address_that_makes_no_sense_opens_the_end(browse, long_chat, everything, address):
    assert message_ids(read(open_page(browse, long_chat, **address)))[-1] == everything[-1]


@pytest.mark.parametrize("address", [{}, {"before": "0"}, {"before": "x"}, {"after": "-1"}])
def test_a_chunk_needs_a_place(browse, long_chat, address):
    assert load_chunk(browse, long_chat, **address).status_code == 404


@pytest.mark.parametrize("after", [MANY - 1, MANY + 5, 2**62])
def test_a_chunk_after_the_end_is_empty(browse, long_chat, after):
    page = read(load_chunk(browse, long_chat, after=after))

    assert message_ids(page) == []
    assert "data-has-after" not in page


def test_only_members_may_read(owner, colleague, stranger, sign_in, client):
    conversation = make_conversation(owner, ["hello", "x" * 5000])
    first, long = conversation.messages.order_by("sequence")
    addresses = [
        reverse("search:conversation", args=[conversation.pk]),
        f"{reverse('search:conversation', args=[conversation.pk])}?message={first.pk}",
        f"{reverse('search:chunk', args=[conversation.pk])}?after=0",
        reverse("search:message", args=[conversation.pk, long.pk]),
    ]

    for address in addresses:
        assert sign_in(owner).get(address).status_code == 200
        assert sign_in(colleague).get(address).status_code == 200
        assert sign_in(stranger).get(address).status_code == 404
        assert client.get(address).status_code == 302


def test_messages_of_another_conversation_are_not_found_through_this_one(browse, owner, stranger):
    mine = make_conversation(owner, ["mine"])
    others = make_conversation(stranger, ["theirs"]).messages.get()

    assert open_page(browse, mine, message=others.pk).status_code == 404
    assert browse.get(reverse("search:message", args=[mine.pk, others.pk])).status_code == 404
    assert open_page(browse, mine, message=2**62).status_code == 404


def test_hostile_text_and_names_stay_text(browse, owner):
    texts = ["<script>alert(1)</script>", "\u202egnp.exe", "</li></ol><h1>x", "javascript:alert(1)"]
    conversation = make_conversation(owner, texts, name="</title><script>alert(2)</script>")
    conversation.participants.filter(name="Ada").update(name='"><script>alert(3)</script>')

    page = read(open_page(browse, conversation))

    assert not re.search(r"<script>alert", page)
    assert "<h1>x" not in page
    assert '<bdi class="said">\u202egnp.exe</bdi>' in page
    assert 'href="javascript' not in page
    assert page.count("&lt;script&gt;alert(1)") == 1


def test_a_long_message_is_cut_and_can_be_read_in_full(browse, owner):
    conversation = make_conversation(owner, ["word " * 3000 + "needle"])
    message = conversation.messages.get()

    assert "needle" not in read(open_page(browse, conversation))
    address = reverse("search:message", args=[conversation.pk, message.pk])
    assert address in read(open_page(browse, conversation))
    assert "needle" in read(browse.get(address))
    fragment = read(browse.get(address, headers={"HX-Request": "true"}))
    assert "needle" in fragment
    assert "<html" not in fragment


def test_a_match_deep_in_a_long_message_is_brought_to_light(browse, owner):
    conversation = make_conversation(owner, ["word " * 3000 + "needle"])

    page = read(open_page(browse, conversation, message=conversation.messages.get().pk, results="q=needle"))

    assert '<mark class="hit">needle</mark>' in page


def test_events_deletions_and_days_look_like_what_they_are(browse, owner):
    conversation = make_conversation(owner, ["hello", "Bob joined", "", "bye"])
    conversation.messages.filter(sequence=1).update(kind="system", participant=None)
    conversation.messages.filter(sequence=2).update(kind="deleted")

    page = read(open_page(browse, conversation))

    assert page.count("line--system") == 1
    assert "Message deleted" in page
    assert page.count("Sunday, 1 March 2026") == 1


def test_times_say_which_clock_they_are_from(browse, owner):
    conversation = make_conversation(owner, ["hello"])
    assert "Times in UTC" in read(open_page(browse, conversation))
    assert 'title="1 March 2026, 09:00:00 UTC"' in read(open_page(browse, conversation))

    conversation.messages.update(local_time=FIRST_SENT_AT.replace(tzinfo=None).isoformat())
    assert "no time zone was stated" in read(open_page(browse, conversation))


def test_an_empty_conversation_opens(browse, owner):
    conversation = make_conversation(owner, [])

    assert message_ids(read(open_page(browse, conversation))) == []
    assert message_ids(read(open_page(browse, conversation, day="2026-01-01"))) == []


def test_queries_do_not_grow_with_the_conversation(
    browse, long_chat, everything, django_assert_max_num_queries
):
    open_page(browse, long_chat)

    with django_assert_max_num_queries(8):
        read(open_page(browse, long_chat, message=everything[500]))
    with django_assert_max_num_queries(5):
        read(load_chunk(browse, long_chat, after=100))


def test_the_sidebar_knows_where_it_is(browse, long_chat):
    page = read(open_page(browse, long_chat))

    assert re.search(r'href="/conversations/" aria-current="page"', page)


def test_where_messages_were_deleted_none_is_skipped_nor_shown_twice(owner):
    """Whole windows of them are gone, and single ones."""
    chat = make_conversation(owner, [f"message {number}" for number in range(400)])
    gone = [*range(3, 5), *range(100, 200), *range(210, 390, 2)]
    chat.messages.filter(sequence__in=gone).delete()
    left = list(chat.messages.order_by("sequence").values_list("pk", flat=True))
    window = load_window(chat, first_at_end(chat))
    assert (len(window.lines), window.has_after) == (WINDOW, False)
    earlier = [window]
    while earlier[0].has_before:
        before = earlier[0].first
        earlier.insert(0, load_window(chat, step_back(chat, before), end=before))
    assert [line.message_id for one in earlier for line in one.lines] == left
    later = [load_window(chat, 0)]
    while later[-1].has_after:
        later.append(load_window(chat, later[-1].last + 1))
    assert [line.message_id for one in later for line in one.lines] == left


def test_what_a_message_carries_is_shown(browse, owner):
    chat = make_conversation(owner, ["which key?", "that one <b>", "ringing", "hm"])
    chat.messages.filter(sequence=0).update(source_ref="m0")
    chat.messages.filter(sequence=1).update(
        reply_to_ref="m0",
        is_edited=True,
        forwarded_from="Zoë <i>",
        attachments=[{"name": "roof.jpg", "type": "image", "size_bytes": 2048}],
        reactions=[{"emoji": "👍", "count": 2, "senders": ["Ada", "Bob"]}, {"emoji": "❤️", "count": 1}],
    )
    chat.messages.filter(sequence=2).update(kind="call")
    chat.messages.filter(sequence=3).update(reply_to_ref="never exported")
    page = read(open_page(browse, chat))
    first = chat.messages.get(sequence=0)
    assert f'href="?message={first.pk}#m{first.pk}"' in page
    assert "which key?</bdi></a>" in page
    assert "Zoë &lt;i&gt;" in page
    assert "roof.jpg" in page
    assert "2.0\xa0KB" in page
    assert 'title="Ada, Bob"' in page
    assert ">edited<" in page
    assert "In reply to a message that is not near" in page
    assert len(re.findall(r'class="line__event"', page)) == 1


def test_a_file_without_words_leaves_no_empty_line_and_has_a_name(browse, owner):
    chat = make_conversation(owner, ["", ""])
    chat.messages.filter(sequence=0).update(attachments=[{"name": "", "type": "image"}])
    page = read(open_page(browse, chat))
    assert "Photo</bdi>" in page
    assert page.count('class="line__text"') == page.count("No words") == 1


def test_what_has_no_times_opens_at_its_beginning(browse, owner):
    chat = make_conversation(owner, [f"paragraph {number}" for number in range(500)])
    Conversation.objects.update(first_sent_at=None, last_sent_at=None)
    page = open_page(browse, chat)
    assert "paragraph 0" in read(page)
    assert 'id="id_day"' not in read(page), "there is no day to go to"
    assert "paragraph 499" in read(open_page(browse, chat, at="end"))


def test_replies_cost_one_query_more(browse, owner):
    chat = make_conversation(owner, [f"message {number}" for number in range(40)])
    open_page(browse, chat)  # fills the session
    with CaptureQueriesContext(connection) as plain:
        open_page(browse, chat)
    for number in range(1, 40):
        chat.messages.filter(sequence=number).update(source_ref=f"m{number}", reply_to_ref=f"m{number - 1}")
    with CaptureQueriesContext(connection) as quoting:
        open_page(browse, chat)
    assert len(quoting) == len(plain) + 1


def test_a_document_says_on_which_page(browse, owner):
    chat = make_conversation(owner, ["A paragraph."])
    chat.messages.update(source_ref="page 3, paragraph 2")
    assert "page 3, paragraph 2" in read(open_page(browse, chat))
