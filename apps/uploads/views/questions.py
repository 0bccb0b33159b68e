"""What a waiting upload asks, as a form: a question that many files ask is answered once, or file by file."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from apps.uploads.report_selectors import CONFIRM

TITLES = {
    "date_order": "In which order are the dates written?",
    "clock": "Which clock does the log show?",
    "base_date": "On which day does the log begin?",
    "columns": "What is in which column?",
    "timezone": "In which time zone was it written?",
}
ROLES = {
    "text": "What was said",
    "sender": "Who said it",
    "time": "When: date and time, or the time of day",
    "date": "The day, where it has a column of its own",
    "conversation": "In which conversation",
    "id": "The message's id",
    "sender_id": "The sender's id",
    "reply_to": "The id it replies to",
    "thread": "Its thread",
}
"""What a column can hold, in the words of the form."""
MOST_FILES_APART = 30
"""More files than these are only decided together."""


@dataclass(frozen=True, slots=True)
class Option:
    """An answer, and the first messages as it would read them."""

    value: str
    label: str
    is_likely: bool
    messages: Sequence[dict] = ()


@dataclass(frozen=True, slots=True)
class Column:
    role: str
    label: str
    chosen: str


@dataclass(slots=True)
class Question:
    """One question of one or more files; `columns` are given where it asks for them."""

    subject: str
    title: str
    explanation: str
    files: list[str]
    options: list[Option]
    lines: list[dict]
    columns: list[Column] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Of the form's field for all files."""
        return f"all-{self.subject}"

    @property
    def apart(self) -> list[tuple[str, str]]:
        """Field name and path of each file that can be decided by itself."""
        if self.columns or not 1 < len(self.files) <= MOST_FILES_APART:
            return []
        return [(f"file-{self.subject}-{path}", path) for path in self.files]


def group_questions(asked: Iterable[dict]) -> list[Question]:
    """Return the questions of `list_questions` without the last one, those of one subject and answers as one."""
    groups: dict[tuple, Question] = {}
    for question in asked:
        if question["subject"] == CONFIRM:
            continue
        key = (question["subject"], *(choice["value"] for choice in question["choices"]))
        if key in groups:
            groups[key].files.append(question["file"])
        else:
            groups[key] = _make_question(question)
    return list(groups.values())


def _make_question(asked: dict) -> Question:
    subject = asked["subject"]
    previews = {preview["value"]: preview["messages"] for preview in asked["previews"]}
    return Question(
        subject=subject,
        title=TITLES.get(subject, "How is this to be read?"),
        explanation=asked["explanation"],
        files=[asked["file"]],
        options=[
            Option(
                choice["value"],
                choice["label"],
                choice["value"] == asked["value"],
                previews.get(choice["value"], ()),
            )
            for choice in asked["choices"]
        ],
        lines=asked["lines"],
        columns=_make_columns(asked["value"]) if subject == "columns" else [],
    )


def _make_columns(guessed: str) -> list[Column]:
    try:
        chosen = json.loads(guessed) if guessed else {}
    except ValueError:
        chosen = {}
    return [Column(f"column-{role}", label, chosen.get(role, "")) for role, label in ROLES.items()]


def read_answers(form: QueryDict) -> dict:
    """Return the choices of a posted form as `read_choices` takes them; what was left open is left out."""
    answers: dict = {}
    files: dict[str, dict[str, str]] = {}
    for name, value in form.items():
        kind, _, rest = name.partition("-")
        if not value:
            continue
        if kind == "all":
            answers[rest] = value
        elif kind == "file":
            subject, _, path = rest.partition("-")
            files.setdefault(path, {})[subject] = value
    if columns := read_columns(form):
        answers["columns"] = columns
    if files:
        answers["files"] = files
    if form.get(CONFIRM):
        answers[CONFIRM] = True
    return answers


def read_columns(form: Mapping[str, str]) -> dict[str, str]:
    return {role: form[f"column-{role}"] for role in ROLES if form.get(f"column-{role}")}
