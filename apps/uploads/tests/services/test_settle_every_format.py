"""The same made-up chat twice in every format, first a piece of it: each message stands once in the order of time."""

from dataclasses import replace

import pytest

from apps.uploads.models import Contribution, Conversation, Message, Upload
from apps.uploads.tests.chats import bring
from apps.uploads.tests.factories import make_zip
from apps.uploads.tests.parsing.made_up.chat import ZONE, Chat, make_chat
from apps.uploads.tests.parsing.made_up.writing import Writer, list_writers

pytestmark = pytest.mark.django_db
COUNT, CUT = 24, 16
WRITERS = {writer.format: writer for writer in list_writers()}
"""One of each format."""


def bring_chat(owner, writer: Writer, chat: Chat) -> Upload:
    files = writer.write(chat)
    zone = {} if writer.has_utc else {"timezone": ZONE}
    return bring(owner, make_zip(dict(files)), "export.zip", **zone, **writer.options)


@pytest.mark.parametrize("writer", WRITERS.values(), ids=list(WRITERS))
def test_a_longer_export_brings_only_its_end(owner, writer: Writer):
    chat = make_chat(1, writer.traits, COUNT)
    bring_chat(owner, writer, replace(chat, said=chat.said[:CUT]))
    assert Message.objects.count() == CUT
    second = bring_chat(owner, writer, chat)
    assert Message.objects.count() == COUNT
    held = Contribution.objects.filter(upload=second)
    assert sum(one.added for one in held) == COUNT - CUT
    assert sum(one.updated + one.known for one in held) == CUT
    for conversation in Conversation.objects.all():
        times = list(conversation.messages.order_by("sequence").values_list("sent_at", flat=True))
        assert times == sorted(times)
