from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PassageMessage:
    """A message as the embedder sees it.

    `sent_at` is aware UTC, or None where the export gave no time. `starts_session` is for callers who know
    more than the clock does: the first message of another thread, of another channel, of a named session.
    """

    speaker: str
    text: str
    sent_at: datetime | None = None
    starts_session: bool = False

    @property
    def passage(self) -> str:
        return f"{self.speaker}: {self.text}" if self.speaker else self.text
