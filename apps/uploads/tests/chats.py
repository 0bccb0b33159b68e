"""Exports of one chat in pieces, for tests of what happens when it comes again."""

from datetime import UTC, datetime, timedelta

from apps.uploads.models import Contribution, Conversation, Upload
from apps.uploads.tests.factories import make_upload
from apps.uploads.tests.stages import run_parse
from chatanalysis import pipeline

START = datetime(2026, 3, 20, 9, tzinfo=UTC)
NAME = "WhatsApp Chat with Hiking.txt"


def make_lines(*numbers: int, texts: dict[int, str] | None = None) -> str:
    """Return an Android export of these messages, one a minute, by Ada and Bob in turn."""
    lines = []
    for number in numbers:
        text = (texts or {}).get(number, f"passport number {number}")
        sender = ("Ada", "Bob")[number % 2]
        lines.append(f"{START + timedelta(minutes=number):%d/%m/%Y, %H:%M} - {sender}: {text}\n")
    return "".join(lines)


def bring(user, content: str | bytes, name: str = NAME, **options: str) -> Upload:
    """Upload a file and read it, up to where its messages wait to be embedded."""
    upload = make_upload(user, content, name=name, **options)
    job = run_parse(upload)
    assert job.stage == pipeline.EMBED.name, job.error_message
    return upload


def numbered(*numbers: int) -> list[str]:
    return [f"passport number {number}" for number in numbers]


def list_texts(conversation: Conversation) -> list[str]:
    return list(conversation.messages.order_by("sequence").values_list("text", flat=True))


def describe_held(upload: Upload) -> list[tuple]:
    """Return ranges, added, updated and known of each chat the upload holds messages of."""
    rows = Contribution.objects.filter(upload=upload)
    return [(row.ranges, row.added, row.updated, row.known) for row in rows]
