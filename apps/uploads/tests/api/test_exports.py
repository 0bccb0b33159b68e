"""Who may export what, and what comes."""

import asyncio
import csv
import io

import pytest
from asgiref.sync import sync_to_async
from django.urls import reverse
from rest_framework.test import APIClient

from apps.uploads.tests.factories import make_conversation
from chatanalysis.streaming import StreamedFile

pytestmark = pytest.mark.django_db


def url_of(conversation) -> str:
    return reverse("api:conversation-export", args=[conversation.pk])


def read(answer) -> str:
    return b"".join(answer.streaming_content).decode()


def test_a_conversation_as_csv(api, owner):
    answer = api.get(url_of(make_conversation(owner, ["one", "=two"])), {"as": "csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="lisbon-trip.csv"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    rows = list(csv.DictReader(io.StringIO(read(answer).removeprefix("\ufeff"))))
    assert [row["text"] for row in rows] == ["one", "'=two"]


@pytest.mark.parametrize(("form", "begins"), [("", '{"type":"chatanalysis"'), ("html", "<!doctype html>")])
def test_the_other_forms(api, owner, form, begins):
    answer = api.get(url_of(make_conversation(owner, ["one"])), {"as": form} if form else {})
    assert read(answer).startswith(begins)


def test_colleagues_export_and_strangers_do_not(owner, colleague_api, stranger_api):
    conversation = make_conversation(owner, ["secret"])
    assert "secret" in read(colleague_api.get(url_of(conversation)))
    hidden = stranger_api.get(url_of(conversation))
    unknown = stranger_api.get(reverse("api:conversation-export", args=[10**9]))
    assert (hidden.status_code, hidden.json()) == (404, unknown.json())
    assert APIClient().get(url_of(conversation)).status_code == 401


def test_an_unknown_form_is_named(api, owner):
    answer = api.get(url_of(make_conversation(owner, ["one"])), {"as": "docx"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_form")


def test_blocks_are_drawn_one_by_one_while_they_are_sent():
    drawn = []

    def make_blocks():
        for number in range(3):
            drawn.append(number)
            yield b"%d" % number

    async def receive() -> list[tuple[bytes, int]]:
        response = await sync_to_async(StreamedFile)(make_blocks(), name="ü.csv", content_type="text/csv")
        return [(block, len(drawn)) async for block in response]

    assert asyncio.run(receive()) == [(b"0", 1), (b"1", 2), (b"2", 3)]
