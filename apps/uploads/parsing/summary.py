"""What a file holds, counted while it streams: for people who want to know before they upload."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from apps.uploads.parsing.base import ParsedMessage, ParseReport


@dataclass(slots=True)
class Span:
    """The earliest and the latest of the messages with a time."""

    first: ParsedMessage | None = None
    last: ParsedMessage | None = None

    def add(self, message: ParsedMessage) -> None:
        if message.sent_at is None:
            return
        if self.first is None or message.sent_at < self.first.sent_at:
            self.first = message
        if self.last is None or message.sent_at > self.last.sent_at:
            self.last = message


@dataclass(slots=True)
class ChatSummary:
    """Sums over one or more files of an upload. `uses_timezone` tells that the uploader named the time zone."""

    uses_timezone: bool = False
    formats: set[str] = field(default_factory=set)
    messages: int = 0
    system_events: int = 0
    participants: set[str] = field(default_factory=set)
    conversations: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)
    _said: Span = field(default_factory=Span)
    _happened: Span = field(default_factory=Span)

    def add(self, message: ParsedMessage) -> None:
        self.conversations[message.conversation] += not message.is_event
        if message.is_event:
            self.system_events += 1
            self._happened.add(message)
            return
        self.messages += 1
        self._said.add(message)
        if message.sender:
            self.participants.add(message.sender)

    def add_report(self, report: ParseReport, prefix: str = "") -> None:
        """Take over a file's warnings and skips; `prefix` names the file where there are several."""
        self.formats.add(report.format)
        self.warnings.extend(f"{prefix}{sentence}" for sentence in report.warnings)
        if report.skipped:
            first = report.skips[0]
            self.warnings.append(
                f"{prefix}Pieces not fully read: {report.skipped}; the first, at {first.position}: {first.reason}"
            )

    def as_dict(self) -> dict:
        """Return plain values. Times are of what people said; of events, where nobody said anything."""
        span = self._said if self._said.first else self._happened
        return {
            "format": ", ".join(sorted(self.formats)),
            "messages": self.messages,
            "system_events": self.system_events,
            "participants": sorted(self.participants),
            "first_sent_at": self._show(span.first),
            "last_sent_at": self._show(span.last),
            "conversations": [
                {"name": name, "messages": count} for name, count in self.conversations.items()
            ],
            "warnings": list(dict.fromkeys(self.warnings)),
        }

    def _show(self, message: ParsedMessage | None) -> str | None:
        """Return the export's own local time where nobody stated its zone, else UTC with a `Z`."""
        if message is None:
            return None
        if message.local_time and not self.uses_timezone:
            return message.local_time
        return utc_text(message.sent_at)


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
