"""The same chat again: longer, older, edited, killed in between; each message stands once."""

import json
from datetime import timedelta

import pytest

from apps.uploads.models import Conversation, Job, JobStatus, Message
from apps.uploads.services.merge import settle
from apps.uploads.services.parse_upload import parse_upload
from apps.uploads.services.store_messages import MessageWriter
from apps.uploads.tests.chats import NAME, START, bring, describe_held, list_texts, make_lines, numbered
from apps.uploads.tests.factories import make_upload, make_whatsapp, make_zip
from apps.uploads.tests.stages import let_lease_run_out, run_parse

pytestmark = pytest.mark.django_db


def test_a_longer_export_adds_its_end(owner):
    first = bring(owner, make_lines(*range(5)))
    before = list(Message.objects.order_by("sequence").values_list("pk", flat=True))
    second = bring(owner, make_lines(*range(8)))
    chat = Conversation.objects.get()
    assert list_texts(chat) == numbered(*range(8))
    assert list(chat.messages.order_by("sequence").values_list("pk", flat=True))[:5] == before
    assert (chat.upload, chat.item_count, chat.message_count, chat.is_settled) == (first, 8, 8, True)
    assert chat.last_sent_at == START + timedelta(minutes=7)
    assert describe_held(first) == [([[0, 4]], 5, 0, 0)]
    assert describe_held(second) == [([[0, 7]], 3, 0, 5)]
    assert chat.participants.count() == 2


def test_an_older_beginning_and_what_lies_between_come_to_their_places(owner):
    first = bring(owner, make_lines(4, 5, 8, 9, 10))
    kept = dict(Message.objects.values_list("text", "pk"))
    second = bring(owner, make_lines(*range(10)))
    chat = Conversation.objects.get()
    assert list_texts(chat) == numbered(*range(11))
    assert list(chat.messages.order_by("sequence").values_list("sequence", flat=True)) == list(range(11))
    assert all(Message.objects.get(text=text).pk == pk for text, pk in kept.items()), "links still lead there"
    assert describe_held(first) == [([[4, 5], [8, 10]], 5, 0, 0)]
    assert describe_held(second) == [([[0, 9]], 6, 0, 4)]


def test_two_versions_of_a_text_without_times_stay_two(owner):
    pages = "\n\n".join(f"Paragraph {number} of the minutes of the meeting." for number in range(6))
    bring(owner, pages, "minutes.txt")
    bring(owner, f"{pages}\n\nOne more paragraph.", "minutes.txt")
    assert Conversation.objects.count() == 2


def test_a_much_longer_export_is_known_by_a_sample_of_the_common_time(owner):
    bring(owner, make_lines(*range(40)))
    bring(owner, make_lines(*range(400)))
    assert list_texts(Conversation.objects.get()) == numbered(*range(400))


def test_again_and_again_changes_nothing(owner):
    bring(owner, make_lines(*range(6)))
    before = list(Message.objects.order_by("pk").values())
    for number in (1, 2):
        name = f"WhatsApp Chat with Hiking ({number}).txt"
        again = bring(owner, make_lines(*range(6)) + "\n" * number, name)
        assert describe_held(again) == [([[0, 5]], 0, 0, 6)]
    assert list(Message.objects.order_by("pk").values()) == before


def test_edits_are_taken_over_and_not_taken_back_by_an_older_export(owner):
    bring(owner, make_lines(*range(6)))
    old = Message.objects.get(sequence=2)
    edited = {2: "passport number two <This message was edited>"}
    second = bring(owner, make_lines(*range(7), texts=edited))
    message = Message.objects.get(sequence=2)
    assert (message.text, message.is_edited) == ("passport number two", True)
    assert message.pk != old.pk, "it is to be searched anew"
    assert describe_held(second) == [([[0, 6]], 1, 1, 5)]
    bring(owner, make_lines(*range(1, 4)))
    assert Message.objects.get(sequence=2).text == "passport number two"
    assert Message.objects.count() == 7


def test_chats_of_one_name_without_common_messages_stay_apart(owner):
    bring(owner, make_lines(*range(6)))
    bring(owner, make_lines(*range(6), texts={number: f"something else {number}" for number in range(6)}))
    bring(owner, make_lines(*range(100, 106)))
    assert Conversation.objects.count() == 3


def test_several_exports_of_one_chat_in_one_archive(owner):
    parts = {"a": range(6, 12), "b": range(8), "c": range(10, 15), "d": (20, 21), "e": range(4, 22)}
    files = {f"{folder}/{NAME}": make_lines(*numbers) for folder, numbers in parts.items()}
    upload = bring(owner, make_zip(files), "all.zip")
    chat = Conversation.objects.get()
    assert list_texts(chat) == numbered(*range(22))
    assert (chat.key, chat.is_settled, chat.participants.count()) == ("Hiking", True, 2)
    assert [ranges for ranges, *_ in describe_held(upload)] == [[[0, 21]]]
    bring(owner, make_lines(*range(23)))
    assert list_texts(Conversation.objects.get()) == numbered(*range(23))


@pytest.mark.parametrize("batches", [1, 3, 4])
def test_a_crash_while_several_files_of_one_chat_are_read(owner, monkeypatch, batches):
    monkeypatch.setattr("apps.uploads.services.parse_upload.BATCH_ITEMS", 3)
    files = {
        f"{folder}/{NAME}": make_lines(*numbers) for folder, numbers in (("a", range(4, 9)), ("b", range(7)))
    }
    upload = make_upload(owner, make_zip(files), name="all.zip")
    written, write = [], MessageWriter.write

    def write_or_die(self, batch):
        if len(written) == batches:
            raise MemoryError
        written.append(batch)
        return write(self, batch)

    monkeypatch.setattr(MessageWriter, "write", write_or_die)
    with pytest.raises(MemoryError):
        parse_upload(str(upload.job.pk))
    monkeypatch.setattr(MessageWriter, "write", write)
    let_lease_run_out(upload)
    run_parse(upload)
    assert list_texts(Conversation.objects.get()) == numbered(*range(9))


@pytest.mark.parametrize("step", ["_move_target", "_bring_source", "_remove_source"])
def test_a_worker_that_dies_while_joining_leaves_all_to_the_next(owner, monkeypatch, step):
    bring(owner, make_lines(4, 5, 6, 7))
    upload = make_upload(owner, make_lines(*range(7)), name="WhatsApp Chat with Hiking.txt")

    def die(*_args):
        raise MemoryError

    monkeypatch.setattr(f"apps.uploads.services.merge.join.{step}", die)
    with pytest.raises(MemoryError):
        parse_upload(str(upload.job.pk))
    assert Conversation.objects.count() == 2
    monkeypatch.undo()
    let_lease_run_out(upload)
    run_parse(upload)
    assert list_texts(Conversation.objects.get()) == numbered(*range(8))
    assert describe_held(upload) == [([[0, 6]], 4, 0, 3)]


def test_whoever_lost_the_lease_joins_nothing(owner, monkeypatch):
    bring(owner, make_lines(*range(4)))
    upload = make_upload(owner, make_lines(*range(6)), name="WhatsApp Chat with Hiking.txt")
    joining = settle.join

    def join_and_lose(*args, **kwargs):
        Job.objects.filter(upload=upload).update(lease_number=99)
        return joining(*args, **kwargs)

    monkeypatch.setattr(settle, "join", join_and_lose)
    parse_upload(str(upload.job.pk))
    assert Conversation.objects.filter(is_settled=True).get().message_count == 4
    assert Job.objects.get(upload=upload).status == JobStatus.RUNNING


def test_the_log_says_what_was_new(owner):
    bring(owner, make_lines(*range(4)))
    upload = bring(owner, make_lines(*range(6)))
    assert upload.job.events.filter(text__contains="2 new, 4 known").exists()
    counts = Job.objects.get(upload=upload).counts
    assert (counts["messages"], counts["known"], counts["updated"]) == (6, 4, 0)


def test_messages_of_telegram_are_known_by_their_numbers(owner):
    first = bring(owner, make_telegram(range(1, 6)), "result.json")
    second = bring(owner, make_telegram(range(3, 9), edited={4: "new words"}), "result.json")
    chat = Conversation.objects.get()
    assert list_texts(chat) == [
        "text 1",
        "text 2",
        "text 3",
        "new words",
        *(f"text {n}" for n in range(5, 9)),
    ]
    assert describe_held(first) == [([[0, 4]], 5, 0, 0)]
    assert describe_held(second) == [([[2, 7]], 3, 1, 2)]


def make_telegram(numbers, edited: dict[int, str] | None = None) -> str:
    messages = []
    for number in numbers:
        moment = START + timedelta(minutes=number)
        message = {
            "id": number,
            "type": "message",
            "date": f"{moment:%Y-%m-%dT%H:%M:%S}",
            "date_unixtime": str(int(moment.timestamp())),
            "from": "Ada",
            "from_id": "user1",
            "text": (edited or {}).get(number, f"text {number}"),
        }
        if number in (edited or {}):
            message |= {
                "edited": f"{moment:%Y-%m-%dT%H:%M:%S}",
                "edited_unixtime": str(int(moment.timestamp()) + 60),
            }
        messages.append(message)
    return json.dumps({"name": "Hiking", "type": "private_group", "id": 77, "messages": messages})


def test_a_zone_that_is_stated_later_sets_the_clock_of_the_whole_chat(owner):
    first = bring(owner, make_lines(*range(6)))
    second = bring(owner, make_lines(*range(3, 9)), timezone="Asia/Kolkata")
    chat = Conversation.objects.get()
    assert list_texts(chat) == numbered(*range(9))
    expected = [START + timedelta(minutes=number, hours=-5.5) for number in range(9)]
    assert list(chat.messages.order_by("sequence").values_list("sent_at", flat=True)) == expected
    assert describe_held(first) == [([[0, 5]], 3, 0, 3)]
    assert describe_held(second)[0][0] == [[3, 8]]
    third = bring(owner, make_lines(*range(4, 10)))
    assert list_texts(Conversation.objects.get()) == numbered(*range(10))
    assert Message.objects.get(text=numbered(9)[0]).sent_at == START + timedelta(minutes=9, hours=-5.5)
    assert describe_held(third) == [([[4, 9]], 1, 0, 5)]
    assert second.job.events.filter(text__contains="3 new, 3 changed, 0 known").exists()
    assert third.job.events.filter(text__contains="Its times are 330 minutes ahead").exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_uploads_of_one_new_chat_at_once_the_later_joins_the_earlier(owner, at_once):
    waiting = [make_upload(owner, make_lines(*range(start, start + 8)), name=NAME) for start in (0, 4)]
    ids = [str(upload.job.pk) for upload in waiting]
    at_once(lambda: parse_upload(ids.pop()), times=2)
    assert list_texts(Conversation.objects.get()) == numbered(*range(12))


def test_a_whole_export_parses_as_before(owner):
    upload = bring(owner, make_whatsapp(30))
    assert describe_held(upload) == [([[0, 29]], 30, 0, 0)]
