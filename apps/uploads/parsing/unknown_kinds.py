"""Kinds of messages that a parser does not know: kept as messages, and told of once."""

from collections import Counter

from apps.uploads.parsing.base import ParseReport

MAX_KINDS = 20


class UnknownKinds:
    """Counts them while a file is read; `tell` then puts one warning into the report."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, kind: str) -> None:
        kind = kind[:40]
        if len(self._counts) < MAX_KINDS or kind in self._counts:
            self._counts[kind] += 1

    def tell(self, report: ParseReport) -> None:
        if self._counts:
            named = ", ".join(f"{kind} ({count})" for kind, count in self._counts.most_common())
            report.warn(f"Messages of kinds unknown here were kept with the text they have: {named}.")
