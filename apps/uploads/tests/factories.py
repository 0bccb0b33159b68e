"""Rows and files for tests of uploads; each call makes new ones."""

import io
import uuid
import zipfile
from datetime import UTC, datetime, timedelta
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile

from apps.accounts.models import Organization, Role, User
from apps.accounts.services.accounts import create_account
from apps.uploads.models import Conversation, Job, Message, Participant, Upload
from apps.uploads.services.people.assign import assign_people
from apps.uploads.services.receive_upload import UploadOptions, receive_upload

PASSWORD = "a password nobody guesses"
FIRST_SENT_AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

_numbers = count(1)


def make_user(name: str = "user") -> User:
    return create_account(f"{name}-{next(_numbers)}-{uuid.uuid4().hex[:6]}@example.org", PASSWORD)


def get_home(user: User) -> Organization:
    """Return the user's personal organization."""
    return user.organizations.get(is_personal=True)


def make_colleague(organization: Organization) -> User:
    """Return a user who is a member of this organization too."""
    user = make_user("colleague")
    organization.memberships.create(user=user, role=Role.MEMBER)
    return user


def make_file(content: bytes | str, name: str = "chat.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def make_zip(members: dict[str, bytes | str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def make_upload(
    owner: User, content: bytes | str | None = None, name: str = "chat.txt", **options: str
) -> Upload:
    """Receive a file as the API does; without content, one that no other call has sent."""
    content = content if content is not None else make_whatsapp(1, marker=uuid.uuid4().hex)
    return receive_upload(
        organization=get_home(owner),
        user=owner,
        file=make_file(content, name),
        options=UploadOptions(**options),
    )


def make_job(owner: User | None = None, **fields) -> Job:
    """Return a new upload's job, its columns set to `fields` as if somebody had worked on it."""
    job = make_upload(owner or make_user()).job
    if fields:
        Job.objects.filter(pk=job.pk).update(**fields)
    return Job.objects.select_related("upload", "organization").get(pk=job.pk)


def make_whatsapp(messages: int, *, marker: str = "", senders: tuple[str, ...] = ("Ada", "Bob")) -> str:
    """Return an Android export whose message number n says `message <n> <marker>`.

    Its days are above 12, so that nobody has to be asked for the order of its dates.
    """
    lines = []
    for number in range(messages):
        moment = FIRST_SENT_AT + timedelta(days=20, minutes=number)
        sender = senders[number % len(senders)]
        lines.append(f"{moment:%d/%m/%Y, %H:%M} - {sender}: message {number} {marker}".rstrip())
    return "\n".join(lines) + "\n"


def make_conversation(owner: User, texts: list[str], *, name: str = "Lisbon trip") -> Conversation:
    """Return a stored conversation of one-minute steps, said by Ada and Bob in turn."""
    upload = make_upload(owner)
    conversation = Conversation.objects.create(
        organization=upload.organization,
        upload=upload,
        key=name,
        name=name,
        format="whatsapp",
        item_count=len(texts),
        message_count=len(texts),
        first_sent_at=FIRST_SENT_AT,
        last_sent_at=FIRST_SENT_AT + timedelta(minutes=max(0, len(texts) - 1)),
    )
    people = [
        Participant.objects.create(organization=upload.organization, conversation=conversation, name=sender)
        for sender in ("Ada", "Bob")
    ]
    Message.objects.bulk_create(
        Message(
            conversation=conversation,
            sequence=number,
            participant=people[number % 2],
            sent_at=FIRST_SENT_AT + timedelta(minutes=number),
            text=text,
        )
        for number, text in enumerate(texts)
    )
    assign_people(upload.organization)
    return conversation
