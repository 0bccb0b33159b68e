"""What a file holds and how it was read, gathered while its messages stream: the import report.

Memory is bounded: of people and chats the first MAX_TRACKED are told apart, of times a pair a day is kept.
"""

from collections import defaultdict
from dataclasses import asdict
from datetime import UTC, datetime

from apps.uploads.parsing.base import EVENTS, ParsedMessage, ParseReport
from apps.uploads.parsing.span import Gap, Moment, Span

MAX_TRACKED = 100_000
MAX_GAPS = 10
MAX_PEOPLE = 50
MAX_CONVERSATIONS = 100

Person = str | tuple[str, str]
"""A sender's name; with the stable id before it where the export has one."""


class ReportBuilder:
    """Counts messages. `add` is called for each of a million and does little; the rest is worked out at the end."""

    __slots__ = (
        "_conversations",
        "_happened",
        "_kinds",
        "_more",
        "_people",
        "_said",
    )

    def __init__(self) -> None:
        self._kinds: defaultdict[str, int] = defaultdict(int)
        self._more: defaultdict[str, int] = defaultdict(int)
        self._people: defaultdict[Person, int] = defaultdict(int)
        self._conversations: dict[str, list] = {}
        self._said = Span()
        self._happened = Span()

    def add(self, message: ParsedMessage) -> None:
        kind = message.kind
        self._kinds[kind] += 1
        is_event = kind in EVENTS
        self._add_to_conversation(message, is_event)
        sent_at = message.sent_at
        if sent_at is None:
            self._more["undated"] += 1
        elif is_event:
            self._happened.add(sent_at, message.local_time)
        else:
            self._said.add(sent_at, message.local_time)
        if is_event:
            return
        if message.sender:
            self._add_person(message)
        self._add_details(message)

    def _add_to_conversation(self, message: ParsedMessage, is_event: bool) -> None:
        key = message.conversation_ref or message.conversation
        tally = self._conversations.get(key)
        if tally is None:
            tally = [message.conversation, 0, 0]
            if len(self._conversations) < MAX_TRACKED:
                self._conversations[key] = tally
        tally[1 + is_event] += 1

    def _add_person(self, message: ParsedMessage) -> None:
        sender, ref = message.sender, message.sender_ref
        person = (ref, sender) if ref else sender
        if person in self._people or len(self._people) < MAX_TRACKED:
            self._people[person] += 1

    def _add_details(self, message: ParsedMessage) -> None:
        more = self._more
        if message.is_edited:
            more["edited"] += 1
        if message.reply_to_ref:
            more["replies"] += 1
        if message.thread_ref:
            more["in_threads"] += 1
        if message.reactions:
            more["reactions"] += sum(reaction.count for reaction in message.reactions)
        if message.attachments:
            more["attachments"] += len(message.attachments)
        if message.mentions:
            more["mentions"] += len(message.mentions)
        if message.links:
            more["links"] += len(message.links)
        if message.forwarded_from:
            more["forwarded"] += 1

    @property
    def messages(self) -> int:
        """What people said, taken back or not."""
        return sum(count for kind, count in self._kinds.items() if kind not in EVENTS)

    @property
    def events(self) -> dict[str, int]:
        return {kind: count for kind, count in sorted(self._kinds.items()) if kind in EVENTS}

    @property
    def span(self) -> Span:
        """When people said something; of events, where nobody said anything."""
        return self._said if self._said.first else self._happened

    def list_names(self) -> list[str]:
        """Return the names of all who said something, sorted."""
        return sorted({person if isinstance(person, str) else person[1] for person in self._people})

    def list_people(self) -> list[dict]:
        """Return who said how much, most first; of somebody with an id, under the name used most."""
        by_identity: dict[Person, dict[str, int]] = {}
        for person, count in self._people.items():
            name = person if isinstance(person, str) else person[1]
            identity = person if isinstance(person, str) else (person[0], "")
            by_identity.setdefault(identity, {})[name] = count
        people = [
            {"name": max(names, key=names.get), "messages": sum(names.values())}
            for names in by_identity.values()
        ]
        return sorted(people, key=lambda person: (-person["messages"], person["name"]))

    def list_conversations(self) -> list[dict]:
        """Return the chats in the order they came in."""
        return [
            {"name": name, "messages": messages, "events": events}
            for name, messages, events in self._conversations.values()
        ]

    def describe(self) -> dict:
        """Return counts, times, people and conversations as plain values."""
        people, conversations = self.list_people(), self.list_conversations()
        gaps = self.span.list_gaps()
        return {
            "counts": self._describe_counts(len(people), len(conversations)),
            "first": describe_moment(self.span.first),
            "last": describe_moment(self.span.last),
            "gaps": [describe_gap(gap) for gap in gaps[:MAX_GAPS]],
            "people": people[:MAX_PEOPLE],
            "conversations": sorted(conversations, key=lambda chat: -chat["messages"])[:MAX_CONVERSATIONS],
        }

    def _describe_counts(self, people: int, conversations: int) -> dict[str, int]:
        names = (
            "undated",
            "edited",
            "replies",
            "in_threads",
            "reactions",
            "attachments",
            "mentions",
            "links",
        )
        return {
            "messages": self.messages,
            "polls": self._kinds.get("poll", 0),
            "deleted": self._kinds.get("deleted", 0),
            "system": self._kinds.get("system", 0),
            "calls": self._kinds.get("call", 0),
            "people": people,
            "conversations": conversations,
            **{name: self._more.get(name, 0) for name in (*names, "forwarded")},
        }


def describe_reading(report: ParseReport, label: str = "") -> dict:
    """Return how a file was read, as plain values."""
    return {
        "format": report.format,
        "label": label,
        "recognised_by": report.recognised_by,
        "encoding": report.encoding,
        "repairs": [{"what": what, "count": count} for what, count in report.repairs.items()],
        "inferences": [asdict(inference) for inference in report.inferences.values()],
        "skipped": report.skipped,
        "skips": [asdict(skip) for skip in report.skips],
        "warnings": list(report.warnings),
    }


def describe_moment(moment: Moment | None) -> dict[str, str] | None:
    return moment and {"utc": utc_text(moment.sent_at), "local": moment.local_time}


def describe_gap(gap: Gap) -> dict:
    """Return a silence; its ends are the messages around it."""
    return {
        "from": describe_moment(gap.last_before),
        "to": describe_moment(gap.first_after),
        "days": round(gap.days, 1),
    }


def utc_text(moment: datetime) -> str:
    """Return a moment as `2024-01-31T23:59:00Z`, with as many decimals as it has: 0, 3 or 6."""
    local = moment.astimezone(UTC).replace(tzinfo=None)
    precision = (
        "seconds"
        if not local.microsecond
        else "milliseconds"
        if local.microsecond % 1000 == 0
        else "microseconds"
    )
    return f"{local.isoformat(timespec=precision)}Z"
