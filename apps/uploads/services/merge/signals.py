"""What other apps are told when messages change their places."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.dispatch import Signal

from apps.uploads.models import Conversation

rearranging = Signal()
"""Sent inside the transaction, before any row changes, with a Rearrangement."""


@dataclass(frozen=True, slots=True)
class Rearrangement:
    """`source` goes into `target`: its messages get new ids, or are left out because `target` has them.

    `places` are the sequences of all messages of the target, `new_places` those they get, both rising. `fresh` are
    rising new sequences of what is to be searched anew there: messages of the source, and those with other words now.
    `gone_ids` are the ids that the latter had. `changes_times`: others are known to the second now.
    """

    target: Conversation
    source: Conversation
    places: array
    new_places: array
    fresh: array
    gone_ids: Sequence[int] = field(default_factory=tuple)
    changes_times: bool = False

    @property
    def moves_target(self) -> bool:
        return self.places != self.new_places
