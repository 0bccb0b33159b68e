"""Participants as `identity.assignment` compares them."""

from apps.uploads.identity.assignment import Sender
from apps.uploads.identity.names import fold_text
from apps.uploads.models import Participant
from apps.uploads.parsing.registry import family_of


def make_sender(participant: Participant) -> Sender:
    """`participant.conversation` should be loaded."""
    conversation = participant.conversation
    return Sender(
        family=family_of(conversation.format),
        ref=participant.ref,
        folded=participant.folded_name,
        conversation=conversation.pk,
        upload=conversation.upload_id,
        chat=conversation.ref or fold_text(conversation.name),
    )
