from datetime import UTC, datetime, timedelta

import pytest

from apps.uploads.models import Conversation, Message, MessageKind, Participant, SourceFile
from apps.uploads.parsing.base import ParsedMessage
from apps.uploads.services.store_messages import KEY_LENGTH, MessageWriter, clean_text, make_key
from apps.uploads.tests.factories import make_upload

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def say(text: str, *, sender: str | None = "Ada", conversation: str = "Trip", minutes: int = 0, **more):
    return ParsedMessage(
        conversation=conversation,
        sender=sender,
        sent_at=NOON + timedelta(minutes=minutes),
        text=text,
        **more,
    )


@pytest.fixture
def source(owner) -> SourceFile:
    upload = make_upload(owner)
    return SourceFile.objects.create(upload=upload, path="chats/export.txt")


@pytest.fixture
def writer(source) -> MessageWriter:
    return MessageWriter(source.upload, source, "whatsapp")


def list_sequences(conversation: Conversation) -> list[int]:
    return list(conversation.messages.order_by("sequence").values_list("sequence", flat=True))


def test_sequences_go_on_from_batch_to_batch_without_gaps(writer):
    writer.write([say(str(number)) for number in range(3)])
    writer.write([say(str(number)) for number in range(3, 5)])
    conversation = Conversation.objects.get()
    texts = list(conversation.messages.order_by("sequence").values_list("text", flat=True))
    assert list_sequences(conversation) == [0, 1, 2, 3, 4]
    assert texts == ["0", "1", "2", "3", "4"]


def test_a_new_writer_goes_on_where_another_stopped(source):
    MessageWriter(source.upload, source, "whatsapp").write([say("one"), say("two")])
    MessageWriter(source.upload, source, "whatsapp").write([say("three")])
    assert list_sequences(Conversation.objects.get()) == [0, 1, 2]


def test_conversations_of_one_batch_count_for_themselves(writer):
    writer.write(
        [say("a", conversation="Trip"), say("b", conversation="Work"), say("c", conversation="Trip")]
    )
    assert {row.name: list_sequences(row) for row in Conversation.objects.all()} == {
        "Trip": [0, 1],
        "Work": [0],
    }


def test_counters_and_times(writer):
    said = writer.write(
        [
            say("later", minutes=9),
            say("joined", sender=None, kind=MessageKind.SYSTEM, minutes=-60),
            say("earlier", minutes=2),
        ]
    )
    writer.write([say("last", minutes=5)])
    conversation = Conversation.objects.get()
    assert said == 2
    assert (conversation.item_count, conversation.message_count) == (4, 3)
    assert conversation.first_sent_at == NOON + timedelta(minutes=2)
    assert conversation.last_sent_at == NOON + timedelta(minutes=9)


def test_a_chat_without_times_has_none(writer):
    writer.write([ParsedMessage(conversation="Trip", sender="Ada", sent_at=None, text="when?")])
    conversation = Conversation.objects.get()
    assert (conversation.first_sent_at, conversation.last_sent_at) == (None, None)
    assert conversation.messages.get().sent_at is None


def test_the_first_and_the_last_year_can_be_stored(writer):
    moments = [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)]
    writer.write([ParsedMessage(conversation="Trip", sender="Ada", sent_at=at, text="hi") for at in moments])
    assert list(Message.objects.order_by("sequence").values_list("sent_at", flat=True)) == moments


def test_participants_are_one_per_name_and_conversation(writer):
    writer.write([say("a", sender="Ada"), say("b", sender="Bob"), say("c", sender="Ada")])
    writer.write([say("d", sender="Bob"), say("e", sender="Ada", conversation="Work")])
    pairs = Participant.objects.order_by("conversation__name", "name").values_list(
        "conversation__name", "name"
    )
    assert list(pairs) == [("Trip", "Ada"), ("Trip", "Bob"), ("Work", "Ada")]
    assert Message.objects.get(text="d").participant.name == "Bob"


def test_what_nobody_said_has_no_participant(writer):
    writer.write([say("created the group", sender=None, kind=MessageKind.SYSTEM)])
    assert Message.objects.get().participant is None


@pytest.mark.parametrize(
    ("given", "stored"),
    [("a\x00b", "ab"), ("lone \ud800 half", "lone ? half"), ("fine \U0001f600 face", "fine \U0001f600 face")],
)
def test_text_the_database_cannot_hold_is_cleaned(writer, given, stored):
    writer.write([say(given, sender=given, conversation=given, source_ref=given)])
    message = Message.objects.select_related("participant", "conversation").get()
    assert (message.text, message.source_ref) == (stored, stored)
    assert (message.participant.name, message.conversation.name) == (stored, stored)


def test_copy_takes_every_character_as_text(writer):
    text = 'tab\there, back\\slash, \\N, line\nend, return\r, quote" and , comma'
    writer.write([say(text)])
    assert Message.objects.get().text == text


def test_long_values_are_cut_to_their_columns(writer):
    writer.write([say("x" * 200_000, sender="n" * 500, conversation="c" * 500, source_ref="r" * 500)])
    message = Message.objects.select_related("participant", "conversation").get()
    assert len(message.text) == 200_000
    assert (len(message.participant.name), len(message.conversation.name)) == (255, 255)
    assert len(message.source_ref) == 128


def test_names_that_differ_only_far_behind_stay_two_conversations(writer):
    first, second = "很" * 5_000 + "a", "很" * 5_000 + "b"
    writer.write([say("one", conversation=first), say("two", conversation=second)])
    assert Conversation.objects.count() == 2


def test_a_key_fits_the_database_s_index():
    assert len(make_key("\U0001f600" * 5_000)) == KEY_LENGTH
    assert len(make_key("\U0001f600" * 5_000).encode()) < 2_700
    assert make_key("short") == "short"


def test_the_nameless_conversation_and_the_one_of_the_file_s_name_are_one(writer):
    writer.write(
        [say("one", conversation=""), say("two", conversation="export"), say("three", conversation="")]
    )
    conversation = Conversation.objects.get()
    assert conversation.key == "chats/export.txt"
    assert list_sequences(conversation) == [0, 1, 2]


def test_named_conversations_meet_across_files_and_nameless_ones_do_not(source):
    other = SourceFile.objects.create(upload=source.upload, path="chats/second.txt")
    for file in (source, other):
        MessageWriter(file.upload, file, "json").write(
            [say("hi", conversation="general"), say("x", conversation="")]
        )
    counts = dict(Conversation.objects.values_list("key", "item_count"))
    assert counts == {"general": 2, "chats/export.txt": 1, "chats/second.txt": 1}


@pytest.mark.parametrize("text", ["", "plain", "ümläut"])
def test_clean_text_leaves_good_text_alone(text):
    assert clean_text(text) == text
