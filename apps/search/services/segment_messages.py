"""Which messages a segment is to hold, as the database says."""

import numpy as np

from apps.uploads.models import SAID, Message


def list_ids(conversation_id: int, first_sequence: int, last_sequence: int) -> np.ndarray:
    """Return the ids of what people said in a stretch of a conversation, int64 (n,), by rising sequence."""
    said = Message.objects.filter(conversation_id=conversation_id, kind__in=SAID)
    covered = said.filter(sequence__range=(first_sequence, last_sequence)).order_by("sequence")
    return np.array(covered.values_list("pk", flat=True), np.int64)
