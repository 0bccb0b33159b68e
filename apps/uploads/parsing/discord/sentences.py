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
        "Added a recipient.",
        "Removed a recipient.",
        "Changed the channel name.",
    )
)
NAMED_EVENT = re.compile(
    r"(?:Added [^\n]{1,100} to|Removed [^\n]{1,100} from) the group\.$|Changed the channel name: [^\n]{1,100}$"
)
CALL_TEXT = re.compile(r"Started a call that lasted [\d,]{1,12} minutes\.$")
NUMBERED = {
    "8": "Boosted the server.",
    "9": "Boosted the server to level 1.",
    "10": "Boosted the server to level 2.",
    "11": "Boosted the server to level 3.",
    "12": "Followed a channel.",
    "14": "The server is no longer in the discovery.",
    "15": "The server is in the discovery again.",
    "22": "Asked to invite people.",
    "24": "AutoMod blocked a message.",
    "25": "Subscribed to a role.",
    "27": "Began a stage.",
    "28": "Ended a stage.",
    "29": "Speaks on the stage.",
    "31": "Changed the topic of the stage.",
    "36": "Locked the server for raids.",
    "44": "Bought something.",
    "46": "A poll ended.",
}
"""By Discord's number of a type that the program has no name for, and gives no words."""


def tell_kind(text: str) -> str:
    """Return the kind of a message whose format does not tell: the program's own sentences are events."""
    if text in EVENTS or NAMED_EVENT.match(text):
        return SYSTEM
    return CALL if CALL_TEXT.match(text) else MESSAGE
