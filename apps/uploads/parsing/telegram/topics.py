"""Topics of forums and the threads in them, which the export tells by replies only."""

from typing import Any


class Topics:
    """Knows, in a chat that has topics, which of them each message stands in."""

    def __init__(self) -> None:
        self._topic_of: dict[str, str] = {}

    def place(self, record: dict[str, Any], own_ref: str, reply: str) -> tuple[str, str]:
        """Return the message that a record really answers, and the topic it stands in; both may be empty."""
        if record.get("action") == "topic_created" and own_ref:
            self._topic_of[own_ref] = own_ref
            return "", own_ref
        topic = self._topic_of.get(reply, "") if reply else ""
        if topic and own_ref:
            self._topic_of[own_ref] = topic
        return ("" if topic == reply else reply), topic
