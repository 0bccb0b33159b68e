"""What goes when something is deleted, as the page that asks for confirmation tells it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat, pluralize
from django.urls import reverse

from apps.search.views.shown_hit import address_message
from apps.uploads.contribution_selectors import Loss, count_loss
from apps.uploads.models import SAID, Conversation, Job, Message, Participant, Upload
from apps.uploads.services import remove
from apps.uploads.services.idle import find_running, list_holders

TYPED_ABOVE = 1_000
"""Of more messages nobody loses by a slip: the name has to be typed."""
KEPT_FILE = "The file it was uploaded in stays as it was sent, until its upload is deleted."


@dataclass(frozen=True, slots=True)
class Removal:
    """`losses` are what goes, `keeps` what stays behind; `quote` shows the one message that goes.

    `job` is unfinished work that stands in the way. `next_url` is where to go when it is done, `back_url` when not.
    """

    title: str
    name: str
    message_count: int
    back_url: str
    next_url: str
    act: Callable[[], remove.Removed]
    losses: tuple[str, ...] = ()
    keeps: str = ""
    quote: Message | None = None
    job: Job | None = None

    @property
    def typed_name(self) -> str:
        """What has to be typed to confirm; nothing for little."""
        return self.name if self.message_count > TYPED_ABOVE else ""


def describe_message_removal(message: Message) -> Removal:
    conversation = message.conversation
    near = _find_neighbour(message)
    return Removal(
        title="Delete this message?",
        name=conversation.name,
        message_count=1,
        keeps=KEPT_FILE,
        quote=message,
        back_url=address_message(conversation.pk, message.pk),
        next_url=address_message(conversation.pk, near.pk) if near else _address(conversation),
        act=partial(remove.remove_message, message),
        job=find_running(list_holders([conversation.pk])),
    )


def describe_conversation_removal(conversation: Conversation) -> Removal:
    people = conversation.participants.count()
    return Removal(
        title="Delete this conversation?",
        name=conversation.name,
        message_count=conversation.message_count,
        losses=(f"{count('message', conversation.message_count)} of {count('person', people, 'people')}",),
        keeps=KEPT_FILE,
        back_url=_address(conversation),
        next_url=reverse("search:conversations"),
        act=partial(remove.remove_conversation, conversation),
        job=find_running(list_holders([conversation.pk])),
    )


def describe_upload_removal(upload: Upload) -> Removal:
    loss, copies = count_loss(upload), upload.duplicates.count()
    losses = [f"The file, {filesizeformat(upload.size_bytes)}, with its report"]
    if upload.duplicate_of_id is None:
        losses += [count("conversation", loss.conversations), count("message", loss.messages)]
    if copies:
        losses.append(f"{count('other upload', copies)} of the same file")
    return Removal(
        title="Delete this upload?",
        name=upload.filename,
        message_count=loss.messages,
        losses=tuple(losses),
        keeps=_describe_kept(upload, loss),
        back_url=reverse("uploads:upload_detail", args=[upload.pk]),
        next_url=reverse("uploads:uploads"),
        act=partial(remove.remove_upload, upload),
        job=find_running([upload.pk]),
    )


def _describe_kept(upload: Upload, loss: Loss) -> str:
    if upload.duplicate_of_id:
        return "The chats stay: they belong to the first upload of this file."
    if loss.shared:
        return f"What other uploads hold too of {count('chat', loss.shared)} stays."
    return ""


def describe_person_removal(people: QuerySet[Participant]) -> Removal:
    """`people` are those of one name that the user may delete: at least one, of one organization."""
    rows = list(people.select_related("organization", "conversation"))
    said = Message.objects.filter(
        participant__in=rows, conversation__in=[row.conversation_id for row in rows], kind__in=SAID
    ).count()
    names = list(dict.fromkeys(row.name for row in rows))
    return Removal(
        title="Delete everything this person wrote?",
        name=names[0],
        message_count=said,
        losses=(
            f"{count('message', said)} in {count('conversation', len({row.conversation_id for row in rows}))}",
            f"The name {' or '.join(names)} among their people",
        ),
        keeps="The files they were uploaded in stay as they were sent, until their uploads are deleted.",
        back_url=reverse("search:people"),
        next_url=reverse("search:people"),
        act=partial(remove.remove_person, rows[0].organization, people),
        job=find_running(list_holders([row.conversation_id for row in rows])),
    )


def count(noun: str, number: int, plural: str = "") -> str:
    return f"{intcomma(number)} {(plural or f'{noun}s') if pluralize(number) else noun}"


def _find_neighbour(message: Message) -> Message | None:
    others = message.conversation.messages.only("pk")
    later = others.filter(sequence__gt=message.sequence).order_by("sequence").first()
    return later or others.filter(sequence__lt=message.sequence).order_by("-sequence").first()


def _address(conversation: Conversation) -> str:
    return reverse("search:conversation", args=[conversation.pk])
