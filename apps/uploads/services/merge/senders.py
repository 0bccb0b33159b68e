"""Who the people of a conversation are in the one it goes into."""

from apps.uploads.merging.senders import SenderMatch
from apps.uploads.models import Participant
from apps.uploads.services.merge.twins import Comparison
from apps.uploads.services.people.link import link

CERTAIN_VOTES = 5
"""Of so many messages and more the share that agrees is all the evidence there is to ask for."""


def match_senders(found: Comparison, *, notes_clues: bool) -> dict[int, int]:
    """Return the target's participants by the source's that they are; who is none of them comes along.

    `notes_clues`: what the messages tell about names is kept for the suggestions of who is whom.
    """
    matches, same = found.alignment.senders, {}
    mine = Participant.objects.in_bulk([sender.id for sender in found.target_side.senders])
    theirs = Participant.objects.in_bulk([sender.id for sender in found.source_side.senders])
    for index, sender in enumerate(found.source_side.senders):
        match = matches.get(index)
        if match is None:
            _bring(found, theirs[sender.id])
            continue
        target = mine[found.target_side.senders[match.target].id]
        if notes_clues and target.name != sender.name and match.votes:
            link(theirs[sender.id], target, text=describe_match(found, match), strength=_strength(match))
        same[sender.id] = target.pk
    return same


def describe_match(found: Comparison, match: SenderMatch) -> str:
    source = found.source_side.senders[match.source].name
    target = found.target_side.senders[match.target].name
    return (
        f"{match.agreeing} of {match.votes} messages of “{source}” in “{found.source.name}” "
        f"are messages of “{target}” in “{found.target.name}”."
    )


def _strength(match: SenderMatch) -> float:
    return match.agreeing / max(match.votes, CERTAIN_VOTES)


def _bring(found: Comparison, participant: Participant) -> None:
    """Move the row; a name that somebody else has in the target, such as `You`, gets a number."""
    taken = set(found.target.participants.filter(ref="").values_list("name", flat=True))
    name, number = participant.name, 1
    while not participant.ref and name in taken:
        number += 1
        name = f"{participant.name[:240]} ({number})"
    participant.conversation, participant.name = found.target, name
    participant.save(update_fields=["conversation", "name"])
