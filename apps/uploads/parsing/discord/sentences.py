"""What the program says in tables and text, where nothing but its sentences tells it from what people say."""

import re

from apps.uploads.parsing.base import CALL, MESSAGE, SYSTEM

EVENTS = frozenset(
    (
        "Joined the server.",
        "Pinned a message.",
        "Changed the channel icon.",
        "Left the group.",
        "Started a thread.",
    )
)
CALL_TEXT = re.compile(r"Started a call that lasted \d{1,9} minutes\.$")


def tell_kind(text: str) -> str:
    """Return the kind of a message whose format does not tell: the program's own sentences are events."""
    if text in EVENTS:
        return SYSTEM
    return CALL if CALL_TEXT.match(text) else MESSAGE
