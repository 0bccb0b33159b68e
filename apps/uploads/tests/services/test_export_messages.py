"""Exports of stored conversations, and the way back."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.uploads.models import Conversation, Message
from apps.uploads.services import export_messages
from apps.uploads.services.export_messages import (
    RankedMessage,
    export_conversations,
    export_hits,
    iter_rows,
)
from apps.uploads.tests.factories import get_home, make_conversation, make_upload, make_user
from apps.uploads.tests.parsing.made_up.chat import make_chat
from apps.uploads.tests.parsing.made_up.writers import neutral
from apps.uploads.tests.stages import run_parse

pytestmark = pytest.mark.django_db
COLUMNS = [
    field.name
    for field in Message._meta.concrete_fields
    if field.name not in ("id", "conversation", "participant", "sequence")
]


def store_made_up_chat(owner) -> Conversation:
    chat = make_chat(5, neutral.TRAITS)
    upload = make_upload(owner, neutral.write_whole(chat)["Allotment.jsonl"], "Allotment.jsonl")
    run_parse(upload)
    return Conversation.objects.get(upload=upload)


def describe(conversation: Conversation) -> list[tuple]:
    names = ("participant__name", "participant__ref", "conversation__name", "conversation__ref", *COLUMNS)
    return list(conversation.messages.order_by("sequence").values_list(*names))


def test_an_export_reads_back_as_it_was_in_another_organization(owner):
    stored = store_made_up_chat(owner)
    file = export_conversations([stored], "jsonl")
    assert file.name == "allotment-seven.jsonl"
    other = make_user("elsewhere")
    run_parse(make_upload(other, b"".join(file.blocks), file.name))
    again = Conversation.objects.get(organization=get_home(other))
    assert describe(again) == describe(stored)
    assert (again.message_count, again.first_sent_at) == (stored.message_count, stored.first_sent_at)


def test_several_conversations_stay_apart(owner):
    first = make_conversation(owner, ["a", "b"], name="Mum")
    second = make_conversation(owner, ["c"], name="Mum")
    text = b"".join(export_conversations([first, second], "jsonl").blocks)
    other = make_user("elsewhere")
    run_parse(make_upload(other, text, "all.jsonl"))
    read = Conversation.objects.filter(organization=get_home(other))
    assert sorted(list(one.messages.values_list("text", flat=True)) for one in read) == [["a", "b"], ["c"]]


def test_messages_are_read_page_by_page(owner, monkeypatch):
    conversation = make_conversation(owner, [str(number) for number in range(7)])
    Message.objects.filter(text__in=["1", "2", "5"]).delete()
    monkeypatch.setattr(export_messages, "PAGE_ROWS", 2)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        rows = iter_rows(conversation)
        assert next(rows).message.text == "0"
        assert len(queries) == 1
        assert [row.message.text for row in rows] == ["3", "4", "6"]
    assert len(queries) == 3


def test_hits_come_in_their_order_with_rank_and_score(owner):
    conversation = make_conversation(owner, ["a", "b", "c"])
    ids = dict(conversation.messages.values_list("text", "id"))
    hits = [RankedMessage(ids["c"], 1, 2.5), RankedMessage(10**12, 2, 2.0), RankedMessage(ids["a"], 3, 1.5)]
    lines = [json.loads(line) for line in b"".join(export_hits(hits, "jsonl", title="x").blocks).splitlines()]
    found = [(line["text"], line["hit"]) for line in lines if line["type"] == "message"]
    assert found == [("c", {"rank": 1, "score": 2.5}), ("a", {"rank": 3, "score": 1.5})]
