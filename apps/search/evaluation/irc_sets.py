"""Judged sets cut from the Ubuntu IRC logs: real people's chat, which nobody wrote for the sake of questions.

*Replies*: a question is taken out of its conversation; what was answered to the asker by name is relevant.
*Known items*: a few words of one message, as somebody remembers it; that message is relevant.

The logs: Kummerfeld et al., "A Large-Scale Corpus for Conversation Disentanglement", ACL 2019, CC-BY 4.0.
"""

import random
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from apps.search.indexing.analysis import get_analyzer

from .beir import Dataset, Document, JudgedQuery

_SAID = re.compile(r"^\[(\d\d):(\d\d)\] <([^>]+)> (.+)$")
_ADDRESS = re.compile(r"([\w\[\]\\`^{}|-]+)\s*[:,]\s")
_BOTS = frozenset({"ubotu", "ubottu"})
_SEED = 3
CONVERSATIONS, LINES_EACH, SHORTEST_LOG = 10, 1_200, 400
REPLIES_WITHIN, QUESTIONS_EACH = 60, 40
KNOWN_ITEMS, WORDS_OF_ITEM = 300, 3
_LONG_ENOUGH = 6
"""Words of a question that says by itself what it is about."""


@dataclass(frozen=True, slots=True)
class Line:
    speaker: str
    text: str
    sent_at: datetime
    addressee: str
    """Nick in lower case, "" if nobody in the log is addressed by name."""


def read_logs(archive: Path) -> dict[str, list[Line]]:
    """Return what was said in some of the logs, by a name for each, the same ones every time."""
    with tarfile.open(archive) as logs:
        names = sorted(member.name for member in logs if member.name.endswith(".txt"))
        random.Random(_SEED).shuffle(names)  # noqa: S311
        found: dict[str, list[Line]] = {}
        for name in names:
            lines = _read_log(name, logs.extractfile(name).read().decode("utf-8", "replace"))
            if len(lines) >= SHORTEST_LOG:
                found["irc" + re.sub(r"\W", "", Path(name).name.removesuffix(".raw.txt"))] = lines
            if len(found) == CONVERSATIONS:
                break
    return found


def make_reply_set(logs: dict[str, list[Line]]) -> Dataset:
    documents: list[Document] = []
    queries: list[JudgedQuery] = []
    rng = random.Random(_SEED)  # noqa: S311
    for name, lines in logs.items():
        answered = dict(_find_answered(lines))
        asked = set(rng.sample(sorted(answered), min(QUESTIONS_EACH, len(answered))))
        for place, line in enumerate(lines):
            if place in asked:
                relevant = {f"{name}:{reply}": 1.0 for reply in answered[place]}
                queries.append(JudgedQuery(f"{name}:q{place}", line.text, name, relevant, "replies"))
            else:
                documents.append(_make_document(name, place, line))
    return Dataset(tuple(documents), tuple(queries))


def make_known_item_set(logs: dict[str, list[Line]]) -> Dataset:
    analyzer = get_analyzer("english")
    documents = [
        _make_document(name, place, line) for name, lines in logs.items() for place, line in enumerate(lines)
    ]
    rng = random.Random(_SEED)  # noqa: S311
    queries: list[JudgedQuery] = []
    for document in rng.sample(documents, len(documents)):
        words = {term: document.text[start:end] for start, end, term in analyzer.spans(document.text)}
        if len(words) > WORDS_OF_ITEM and len(queries) < KNOWN_ITEMS:
            text = " ".join(rng.sample(sorted(words.values()), WORDS_OF_ITEM))
            relevant = {document.id: 1.0}
            queries.append(
                JudgedQuery(f"{document.id}:k", text, document.conversation, relevant, "known item")
            )
    return Dataset(tuple(documents), tuple(queries))


def _read_log(name: str, content: str) -> list[Line]:
    day = datetime.strptime(Path(name).name[:10], "%Y-%m-%d").replace(tzinfo=UTC)
    said = [match.groups() for line in content.splitlines() if (match := _SAID.match(line))][:LINES_EACH]
    nicks = {speaker.lower() for _, _, speaker, _ in said}
    lines = []
    for hour, minute, speaker, text in said:
        match = _ADDRESS.match(text)
        addressee = match[1].lower() if match and match[1].lower() in nicks else ""
        lines.append(Line(speaker, text, day.replace(hour=int(hour) % 24, minute=int(minute)), addressee))
    return lines


def _find_answered(lines: list[Line]) -> Iterator[tuple[int, list[int]]]:
    """Yield questions to everybody, and the lines that address the asker before they ask the next one."""
    for place, line in enumerate(lines):
        if not _asks_everybody(line):
            continue
        replies = []
        for later in range(place + 1, min(len(lines), place + 1 + REPLIES_WITHIN)):
            other = lines[later]
            if other.speaker == line.speaker and _asks_everybody(other):
                break
            if other.addressee == line.speaker.lower() != other.speaker.lower():
                replies.append(later)
        if replies:
            yield place, replies


def _asks_everybody(line: Line) -> bool:
    is_person = line.speaker.lower() not in _BOTS
    return is_person and not line.addressee and "?" in line.text and len(line.text.split()) >= _LONG_ENOUGH


def _make_document(name: str, place: int, line: Line) -> Document:
    return Document(f"{name}:{place}", line.text, name, line.speaker, line.sent_at, starts_session=place == 0)
