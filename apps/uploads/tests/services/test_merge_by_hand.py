"""Two people's exports of one chat: other names, another zone, other phones, one longer than the other."""

from datetime import timedelta

import pytest

from apps.uploads.models import Contribution, Conversation, IdentityClue, Job, JobStatus, Message, Participant
from apps.uploads.services.merge import excerpt
from apps.uploads.services.merge import plan as plan_module
from apps.uploads.services.merge.plan import plan_merge
from apps.uploads.services.remove import remove_upload
from apps.uploads.tests.chats import START, bring, list_texts, make_lines
from apps.uploads.tests.stages import run_merge
from chatanalysis import pipeline

pytestmark = pytest.mark.django_db
LINES = [
    (0, "M", "shall we go up the hill tomorrow"),
    (1, "A", "ok"),
    (1, "A", "ok"),
    (3, "M", "when do we meet then"),
    (5, "A", "at nine at the station"),
    (6, "M", "ok"),
    (7, "A", "bring the large bottle please"),
    (9, "M", "and a warm jacket for the top"),
    (30, "A", "on the train now, where are you"),
    (31, "M", "third carriage, by the window"),
]


def write_android(lines, names: dict[str, str]) -> str:
    """Minutes only, as the phone in London shows them."""
    return "".join(
        f"{START + timedelta(minutes=minute):%d/%m/%Y, %H:%M} - {names[who]}: {text}\n"
        for minute, who, text in lines
    )


def write_iphone(lines, names: dict[str, str], hours: int) -> str:
    """With seconds, as a phone shows them whose zone is so many hours ahead."""
    moments = [
        START + timedelta(minutes=minute, hours=hours, seconds=17 + n) for n, (minute, *_) in enumerate(lines)
    ]
    return "".join(
        f"[{moment:%d.%m.%y, %H:%M:%S}] {names[who]}: {text}\n"
        for moment, (_, who, text) in zip(moments, lines, strict=True)
    )


@pytest.fixture
def chats(owner) -> tuple[Conversation, Conversation]:
    """Anna's Android knows the middle and the end, her mother's iPhone the beginning and the middle."""
    anna = bring(owner, write_android(LINES[3:], {"M": "Mum", "A": "Anna"}), "WhatsApp Chat with Mum.txt")
    mother = bring(
        owner,
        write_iphone(LINES[:8], {"M": "Maria", "A": "My daughter"}, 2),
        "WhatsApp Chat with My daughter.txt",
    )
    Job.objects.update(status=JobStatus.SUCCEEDED, stage=pipeline.INDEX.name)
    return Conversation.objects.get(upload=anna), Conversation.objects.get(upload=mother)


def test_the_plan_shows_what_speaks_for_it(chats):
    plan = plan_merge(*chats)
    assert (plan.shared, plan.only_target, plan.only_source, plan.share) == (5, 2, 3, 1.0)
    assert [(clock.minutes, clock.count) for clock in plan.clocks] == [(-120, 4)]
    senders = {sender.source: (sender.target, sender.agreeing, sender.votes) for sender in plan.senders}
    assert senders == {"Maria": ("Mum", 3, 3), "My daughter": ("Anna", 2, 2)}
    assert "3 of 3 messages of “Maria”" in plan.senders[0].evidence
    assert Conversation.objects.count() == 2, "it only looks"


def test_of_large_chats_the_middle_of_what_they_share_is_compared(owner, monkeypatch):
    """Forty messages in one, the last ten of them and fifty more in the other."""
    monkeypatch.setattr(plan_module, "WHOLE", 50)
    monkeypatch.setattr(excerpt, "EXCERPT", 8)
    target = bring(owner, make_lines(*range(40)), "WhatsApp Chat with Ada.txt").conversations.get()
    source = bring(owner, make_lines(*range(30, 90)).replace("Bob:", "Robert:"), "WhatsApp Chat with Rob.txt")
    plan = plan_merge(target, source.conversations.get())
    assert (plan.is_whole, plan.compared, plan.shared, plan.share) == (False, 8, 8, 1.0)
    assert (plan.only_target, plan.only_source) == (None, None)
    assert {sender.source: (sender.target, sender.votes) for sender in plan.senders} == {
        "Ada": ("Ada", 4),
        "Robert": ("Bob", 4),
    }
    other = {number: f"another message number {number}" for number in range(30, 90)}
    stranger = bring(owner, make_lines(*other, texts=other), "WhatsApp Chat with Zoe.txt").conversations.get()
    plan = plan_merge(target, stranger)
    assert (plan.is_whole, plan.compared, plan.shared, plan.senders) == (False, 60, 0, ())


@pytest.mark.parametrize(("numbers", "shared"), [(range(30, 60), 10), (range(5_000, 5_060), 0)])
def test_of_large_chats_that_a_sample_says_nothing_of_the_common_time_is_compared(
    owner, monkeypatch, numbers, shared
):
    """Their words are too short for it, or the second begins days after the end of the first."""
    monkeypatch.setattr(plan_module, "WHOLE", 50)
    texts = {number: f"no {number}" for number in (*range(40), *numbers)}
    target = bring(owner, make_lines(*range(40), texts=texts), "WhatsApp Chat with Ada.txt")
    source = bring(owner, make_lines(*numbers, texts=texts), "WhatsApp Chat with Rob.txt")
    plan = plan_merge(target.conversations.get(), source.conversations.get())
    assert (plan.is_whole, plan.compared, plan.shared) == (False, 30 if shared else 0, shared)


def test_joined_each_message_stands_once_and_in_time(chats):
    target, source = chats
    job = run_merge(target, source)
    chat = Conversation.objects.get()
    assert chat == target
    assert list_texts(chat) == [text for _, _, text in LINES]
    assert job.counts == {"added": 3, "updated": 5, "known": 0, "messages": 10}, (
        "the iPhone's times are more exact"
    )
    assert (job.stage, job.status) == (pipeline.EMBED.name, JobStatus.RUNNING)
    rows = list(chat.messages.order_by("sequence"))
    assert [row.participant.name for row in rows] == [{"M": "Mum", "A": "Anna"}[who] for _, who, _ in LINES]
    assert [row.sent_at.replace(second=0) for row in rows] == [
        START + timedelta(minutes=at) for at, *_ in LINES
    ]
    assert [row.precision for row in rows] == ["second"] * 8 + ["minute"] * 2
    assert set(Participant.objects.values_list("name", flat=True)) == {"Mum", "Anna"}
    assert chat.message_count == 10


def test_either_upload_can_go_afterwards(chats):
    target, source = chats
    uploads = target.upload, source.upload
    run_merge(target, source)
    Job.objects.update(status=JobStatus.SUCCEEDED)
    remove_upload(uploads[0])
    assert list_texts(Conversation.objects.get()) == [text for _, _, text in LINES[:8]]
    remove_upload(uploads[1])
    assert not Message.objects.exists()


def test_the_other_way_round_it_is_the_same_chat(chats):
    target, source = chats
    run_merge(source, target)
    chat = Conversation.objects.get()
    assert list_texts(chat) == [text for _, _, text in LINES]
    assert set(chat.participants.values_list("name", flat=True)) == {"Maria", "My daughter"}


def test_the_next_longer_export_of_either_finds_the_joined_chat(owner, chats):
    run_merge(*chats)
    more = [*LINES[3:], (40, "M", "home again, and you")]
    upload = bring(owner, write_android(more, {"M": "Mum", "A": "Anna"}), "WhatsApp Chat with Mum.txt")
    chat = Conversation.objects.get()
    assert list_texts(chat) == [text for _, _, text in [*LINES, more[-1]]]
    held = Contribution.objects.get(upload=upload)
    assert (held.added, held.updated, held.known, held.ranges) == (1, 0, 7, [[3, 10]])


def test_what_the_names_tell_is_kept_for_the_suggestions(owner, chats):
    bring(
        owner,
        write_android([(500, "M", "from another chat"), (501, "A", "yes")], {"M": "Maria", "A": "Anna"}),
        "WhatsApp Chat with Family.txt",
    )
    Job.objects.update(status=JobStatus.SUCCEEDED)
    run_merge(*chats)
    clues = list(IdentityClue.objects.values_list("text", flat=True))
    assert any("“Maria”" in text and "“Mum”" in text for text in clues)


def test_a_deleted_message_keeps_the_words_the_other_phone_has(owner):
    names = {"M": "Mum", "A": "Anna"}
    mine = write_android(LINES, names)
    theirs = mine.replace("at nine at the station", "This message was deleted")
    first = bring(owner, theirs, "WhatsApp Chat with Mum.txt")
    second = bring(owner, mine, "WhatsApp Chat with Anna.txt")
    Job.objects.update(status=JobStatus.SUCCEEDED)
    run_merge(first.conversations.get(), second.conversations.get())
    assert list_texts(Conversation.objects.get()) == [text for _, _, text in LINES]


def test_somebody_new_whose_name_is_taken_gets_a_number(owner):
    """Each phone calls its owner `You`: here the second one's owner wrote nothing that the first one has."""
    lines = [line for line in LINES if line[1] == "M"]
    first = bring(
        owner,
        write_android([*lines, (2, "A", "only here")], {"M": "Mum", "A": "You"}),
        "WhatsApp Chat with Mum.txt",
    )
    second = bring(
        owner,
        write_android([*lines, (4, "A", "only there")], {"M": "Maria", "A": "You"}),
        "WhatsApp Chat with M.txt",
    )
    Job.objects.update(status=JobStatus.SUCCEEDED)
    run_merge(first.conversations.get(), second.conversations.get())
    wrote = dict(Message.objects.values_list("text", "participant__name"))
    assert (wrote["only here"], wrote["only there"]) == ("You", "You (2)")
