"""Messages as a reranker reads them: between their neighbours, each line with its speaker."""

from collections.abc import Sequence

from apps.search.services.neighbours import NearMessage, Surroundings, load_surroundings

REACH = 1
MESSAGE_CHARACTERS = 2_000
NEIGHBOUR_CHARACTERS = 300


def read_passages(message_ids: Sequence[int]) -> dict[int, str]:
    """Return a passage for each message that still exists."""
    found = load_surroundings(message_ids, reach=REACH, organization_id=None)
    return {pk: _join_lines(surroundings) for pk, surroundings in found.items()}


def _join_lines(surroundings: Surroundings) -> str:
    message = surroundings.message
    return "\n".join(
        _write_line(row, message) for row in surroundings.around if not _is_elsewhere(row, message)
    )


def _is_elsewhere(row: NearMessage, message: NearMessage) -> bool:
    """Whether a new thread or session begins between the two."""
    later = message if row.sequence < message.sequence else row
    return row is not message and later.starts_session


def _write_line(row: NearMessage, message: NearMessage) -> str:
    limit = MESSAGE_CHARACTERS if row is message else NEIGHBOUR_CHARACTERS
    return f"{row.sender}: {row.text[:limit]}" if row.sender else row.text[:limit]
