"""Read bytes or files as an upload would be read."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from apps.uploads.parsing.base import ParsedMessage, ParseOptions, ParseReport
from apps.uploads.parsing.registry import parse_file


@dataclass(frozen=True, slots=True)
class Reading:
    format: str
    messages: list[ParsedMessage]
    report: ParseReport

    @property
    def said(self) -> list[ParsedMessage]:
        return [message for message in self.messages if not message.is_event]

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]

    @property
    def local_times(self) -> list[str]:
        return [message.local_time for message in self.messages]


def read_path(path: Path, **options: str) -> Reading:
    parsed = parse_file(path, ParseOptions(**{"filename": path.name, **options}))
    messages = list(parsed.messages)
    return Reading(parsed.parser.name, messages, parsed.report)


def read_bytes(data: bytes, filename: str = "chat.txt", **options: str) -> Reading:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(data)
        return read_path(path, filename=filename, **options)


def read_text(text: str, filename: str = "chat.txt", **options: str) -> Reading:
    return read_bytes(text.encode(), filename, **options)
