"""A made-up chat: the same for every format, as far as the format can hold it."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apps.uploads.parsing.base import CALL, DELETED, MESSAGE, POLL, SYSTEM
from apps.uploads.parsing.names import words

ZONE = "Europe/Berlin"
"""Where the phone stood that made the export."""
NAMES = ("Ann", "Bob Müller", "+49 151 2345678", "~ Zoë", "Dr. No", "山田太郎", "🤓", "O'Brien-Smith Jr.")
NICKS = ("ann", "bob|away", "[zed]", "^o^", "tom_2", "`tick`")
WORDS = words(
    "the key: shed's open, ¿qué? 10:30 http://x.org/a:b no 我们 שלום 😀 e.g. #tag café C:\\dir ok "
    '13/01/2024 "quoted"'
)
EMOJI = ("👍", "❤️", "😂")
FILES = (("IMG-20240113-WA0001.jpg", "image"), ("notes of March.pdf", "file"), ("voice-7.ogg", "audio"))


@dataclass(frozen=True, slots=True)
class Human:
    ref: str
    name: str


@dataclass(frozen=True, slots=True)
class Said:
    """One message. `at` is aware UTC to the millisecond; `reply_to` and `thread` are numbers of earlier messages.

    `kind` other than message has the text that a format's writer gives it.
    """

    number: int
    human: Human
    at: datetime
    text: str
    kind: str = MESSAGE
    reply_to: int | None = None
    thread: int | None = None
    is_edited: bool = False
    reactions: tuple[tuple[str, tuple[Human, ...]], ...] = ()
    attachment: tuple[str, str] | None = None
    mention: Human | None = None
    forwarded_from: str = ""

    @property
    def local(self) -> datetime:
        """The moment on the exporter's clock, naive."""
        return self.at.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Chat:
    ref: str
    name: str
    people: tuple[Human, ...]
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Traits:
    """What a format can hold. `keeps` are names of fields of `Said` that come back (besides human, at and text)."""

    keeps: frozenset[str] = field(default_factory=frozenset)
    kinds: tuple[str, ...] = (MESSAGE,)
    """Further kinds of message it can tell: system, call, poll, deleted."""
    has_nicks: bool = False
    names: tuple[str, ...] = ()
    """Those of the people, where the format knows no others."""
    is_multiline: bool = True
    one_attachment_without_text: bool = False
    """A message with an attachment has no text of its own."""


def make_chat(seed: int, traits: Traits, count: int = 200) -> Chat:
    """Return `count` messages over some weeks in order of time; days beyond the 12th settle every date order."""
    dice = random.Random(seed)
    names = traits.names or (NICKS if traits.has_nicks else NAMES)
    people = tuple(Human(f"u{1000 + number}", name) for number, name in enumerate(names))
    at = datetime(2023, 11, 28, 22, 50, tzinfo=UTC)
    said: list[Said] = []
    for number in range(count):
        at += timedelta(milliseconds=dice.randrange(61_000, 20_000_000))
        said.append(_make_said(dice, number, at, people, said, traits))
    return Chat("c77", "Allotment seven", people, tuple(said))


def _make_said(dice, number: int, at: datetime, people, earlier: list[Said], traits: Traits) -> Said:
    human, text = dice.choice(people), _make_text(dice, traits)
    kind = MESSAGE
    if len(traits.kinds) > 1 and dice.random() < 0.1:
        kind = dice.choice([kind for kind in traits.kinds if kind != MESSAGE])
    if kind in (SYSTEM, CALL, DELETED, POLL):
        return Said(number, human, at, text.partition("\n")[0], kind)

    def keeps(name: str, share: float) -> bool:
        return name in traits.keeps and dice.random() < share

    spoken = [one for one in earlier if one.kind == MESSAGE]
    root = dice.choice(spoken) if spoken else None
    attachment = dice.choice(FILES) if keeps("attachment", 0.1) else None
    if attachment:
        attachment = (f"{number}-{attachment[0]}", attachment[1])
    return Said(
        number,
        human,
        at,
        "" if attachment and traits.one_attachment_without_text else text,
        reply_to=root.number if root and keeps("reply_to", 0.1) else None,
        thread=root.number
        if root and root.thread is None and root.reply_to is None and keeps("thread", 0.1)
        else None,
        is_edited=keeps("is_edited", 0.05),
        reactions=_make_reactions(dice, people) if keeps("reactions", 0.1) else (),
        attachment=attachment,
        mention=dice.choice(people) if keeps("mention", 0.1) else None,
        forwarded_from=dice.choice(people).name if keeps("forwarded_from", 0.05) else "",
    )


def _make_reactions(dice, people) -> tuple[tuple[str, tuple[Human, ...]], ...]:
    chosen = dice.sample(EMOJI, dice.randrange(1, 3))
    return tuple((emoji, tuple(dice.sample(people, dice.randrange(1, 3)))) for emoji in chosen)


def _make_text(dice, traits: Traits) -> str:
    text = " ".join(dice.choice(WORDS) for _ in range(dice.randrange(1, 12)))
    if traits.is_multiline and dice.random() < 0.2:
        text += "\n" + dice.choice(("", "and ")) + dice.choice(WORDS) + "\n  indented"
    return text.strip()
