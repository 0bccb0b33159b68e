"""The import report of a whole upload, added up from those of its files."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from apps.uploads.parsing.report import MAX_CONVERSATIONS, MAX_GAPS, MAX_PEOPLE

MAX_SENTENCES = 100
Inferred = tuple[str, str, str, str]


class ReportTotals:
    """Adds up reports as `report.py` makes them. People of one name are one here, in whatever file they wrote."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._formats: Counter[tuple[str, str]] = Counter()
        self._encodings: Counter[str] = Counter()
        self._repairs: Counter[str] = Counter()
        self._people: Counter[str] = Counter()
        self._most_people = 0
        self._conversations: list[dict] = []
        self._gaps: list[dict] = []
        self._inferences: dict[Inferred, dict] = {}
        self._warnings: dict[str, dict] = {}
        self._first: dict | None = None
        self._last: dict | None = None

    def add(self, path: str, report: dict) -> None:
        """Take a file's report with its warnings; an empty one is of a file that is not read yet."""
        self._counts["files"] += 1
        if not report.get("counts"):
            return
        self._counts.update(report["counts"])
        self._most_people = max(self._most_people, report["counts"]["people"])
        self._formats[report["format"], report["label"]] += 1
        self._encodings[report["encoding"]] += 1
        self._repairs.update({repair["what"]: repair["count"] for repair in report["repairs"]})
        self._people.update({person["name"]: person["messages"] for person in report["people"]})
        self._conversations = _keep_most(
            [*self._conversations, *({**chat, "file": path} for chat in report["conversations"])],
            "messages",
            MAX_CONVERSATIONS,
        )
        self._gaps = _keep_most(
            [*self._gaps, *({**gap, "file": path} for gap in report["gaps"])], "days", MAX_GAPS
        )
        self._add_sentences(path, report)
        self._first = min(filter(None, (self._first, report["first"])), key=_moment, default=None)
        self._last = max(filter(None, (self._last, report["last"])), key=_moment, default=None)

    def _add_sentences(self, path: str, report: dict) -> None:
        for inference in report["inferences"]:
            key = (inference["subject"], inference["value"], inference["source"], inference["explanation"])
            if key in self._inferences or len(self._inferences) < MAX_SENTENCES:
                self._inferences.setdefault(key, {**inference, "file": path, "files": 0})["files"] += 1
        for text in report["warnings"]:
            if text in self._warnings or len(self._warnings) < MAX_SENTENCES:
                self._warnings.setdefault(text, {"text": text, "file": path, "files": 0})["files"] += 1

    def describe(self) -> dict:
        """Return the totals as plain values. `people` among the counts is exact up to MAX_PEOPLE a file."""
        people = [{"name": name, "messages": count} for name, count in self._people.most_common(MAX_PEOPLE)]
        return {
            "counts": {**self._counts, "people": max(len(self._people), self._most_people)},
            "formats": [
                {"format": name, "label": label, "files": files}
                for (name, label), files in self._formats.most_common()
            ],
            "encodings": [
                {"encoding": name, "files": files} for name, files in self._encodings.most_common() if name
            ],
            "repairs": [{"what": what, "count": count} for what, count in self._repairs.most_common()],
            "first": self._first,
            "last": self._last,
            "gaps": self._gaps,
            "inferences": list(self._inferences.values()),
            "warnings": list(self._warnings.values()),
            "people": people,
            "conversations": self._conversations,
        }


def _keep_most(rows: Iterable[dict], name: str, limit: int) -> list[dict]:
    return sorted(rows, key=lambda row: -row[name])[:limit]


def _moment(described: dict) -> datetime:
    return datetime.fromisoformat(described["utc"])
