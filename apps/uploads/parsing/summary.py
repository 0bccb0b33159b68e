"""What the files of an upload hold together: for people who want to know before they upload."""

from dataclasses import dataclass, field

from apps.uploads.parsing.base import ParsedMessage, ParseReport
from apps.uploads.parsing.report import MAX_GAPS, ReportBuilder, describe_gap, describe_reading, utc_text
from apps.uploads.parsing.span import Moment


@dataclass(slots=True)
class ChatSummary:
    """Sums over one or more files of an upload. `uses_timezone` tells that the uploader named the time zone."""

    uses_timezone: bool = False
    formats: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)
    files: list[dict] = field(default_factory=list)
    skipped: int = 0
    _builder: ReportBuilder = field(default_factory=ReportBuilder)

    def add(self, message: ParsedMessage) -> None:
        self._builder.add(message)

    def add_report(self, report: ParseReport, path: str, prefix: str = "") -> None:
        """Take over how a file was read; `prefix` names the file in warnings where there are several."""
        self.formats.add(report.format)
        self.skipped += report.skipped
        self.files.append({"path": path, **describe_reading(report)})
        self.warnings.extend(f"{prefix}{sentence}" for sentence in report.warnings)
        if report.skipped:
            first = report.skips[0]
            self.warnings.append(
                f"{prefix}Pieces not fully read: {report.skipped}; the first, at {first.position}: {first.reason}"
            )

    @property
    def questions(self) -> list[dict]:
        """What an import would wait for, with the file it is asked of."""
        return [
            {"file": file["path"], **inference}
            for file in self.files
            for inference in file["inferences"]
            if inference["needs_input"]
        ]

    def as_dict(self) -> dict:
        """Return plain values. Times are of what people said; of events, where nobody said anything."""
        builder, span = self._builder, self._builder.span
        return {
            "format": ", ".join(sorted(self.formats)),
            "messages": builder.messages,
            "system_events": sum(builder.events.values()),
            "participants": builder.list_names(),
            "first_sent_at": self._show(span.first),
            "last_sent_at": self._show(span.last),
            "conversations": [
                {"name": chat["name"], "messages": chat["messages"]} for chat in builder.list_conversations()
            ],
            "warnings": list(dict.fromkeys(self.warnings)),
            "counts": builder.describe()["counts"],
            "gaps": [describe_gap(gap) for gap in span.list_gaps()[:MAX_GAPS]],
            "skipped": self.skipped,
            "questions": self.questions,
            "files": self.files,
        }

    def _show(self, moment: Moment | None) -> str | None:
        """Return the export's own local time where nobody stated its zone, else UTC with a `Z`."""
        if moment is None:
            return None
        if moment.local_time and not self.uses_timezone:
            return moment.local_time
        return utc_text(moment.sent_at)
