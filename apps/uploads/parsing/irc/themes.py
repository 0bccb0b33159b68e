"""How lines name who speaks where it is not `<nick> text`, and the channel that some have before it."""

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable
from operator import itemgetter
from typing import NamedTuple

from apps.uploads.parsing.base import MESSAGE
from apps.uploads.parsing.irc.speech import (
    EVENT_SIGN,
    Utterance,
    is_event_text,
    nick_of,
    read_speech,
    read_tabbed,
    strip_formatting,
)

ANGLE, COLON, COLUMNS, TABBED = "angle", "colon", "columns", "tabbed"
FORMS = {
    COLON: re.compile(r"(?!\*)([^\s<>\[\]():|-][^:<>()\[\]|]{0,59}):(?:[ \t](.*)|$)"),
    "square": re.compile(r"\[[ @+%&~]?([^\s\[\]]{1,60})\][ \t](.*)"),
    "bar": re.compile(r"[ @+%&~]{0,30}(\S{1,60}) [|│] (.*)"),
    "bip": re.compile(r"[<>] ([^\s:<>]{1,100}): (.*)"),
    COLUMNS: re.compile(r" {2,40}(\S{1,60}) {1,40}(\S.*)"),
    "psybnc": re.compile(r":\(([^\s()!]{1,60})![^\s()]{1,200}\) (.*)"),
}
"""Pidgin, Trillian and LimeChat; themes of irssi; the bouncer bip; WeeChat's with blanks for tabs; psyBNC."""
ANGLED = re.compile(r"[ \t]{0,4}<[^<>\n]{1,100}>(?:[ \t]|$)")
CHANNEL = re.compile(r"\[?([#&][^\s\]:<>,]{1,63})\]?[ \t](?=\S)")
LEVELS = re.compile(r"(?i)[\s\[]{0,40}(?:info|error|warn|warning|debug|notice|trace|fatal|critical|severe)\b")
"""What programs write in place of a name in logs that are no chats."""
BOUNCERS = frozenset(("bip", "psybnc"))
MIN_SHARE = 0.6
MIN_SAID = 2
MOST_NAMES = 0.8
MIN_ANGLED = 0.1
STARS = re.compile(r"\*{3}(?=\S)(\S{1,60}) (.*)")


class Form(NamedTuple):
    """A form of speech, the share of lines that are speech or an event in it, and whether enough are speech."""

    name: str
    share: float = 0.0
    is_spoken: bool = False


def has_channel(rests: Iterable[str]) -> bool:
    """Return whether most of what follows the stamps begins with a channel."""
    rests = list(rests)
    return sum(CHANNEL.match(rest) is not None for rest in rests) > MIN_SHARE * len(rests)


def choose_form(rests: Iterable[str], allowed: Container[str] = FORMS) -> Form:
    """Return the form of speech after the stamps; besides `<nick>` only an allowed one of nearly all lines."""
    rests = [rest for rest in map(strip_formatting, rests) if rest.strip()]
    if not rests:
        return Form(ANGLE)
    events = sum(_is_event(rest) for rest in rests)
    counts = Counter(form for rest in rests for form in _forms_of(rest))
    other, said = max(
        ((form, counts[form]) for form in FORMS if form in allowed), key=itemgetter(1), default=("", 0)
    )
    if not counts[ANGLE] and said + events >= MIN_SHARE * len(rests) and _is_speech(rests, other, said):
        return Form(other, (said + events) / len(rests), is_spoken=True)
    is_spoken = counts[ANGLE] >= MIN_ANGLED * len(rests)
    return Form(ANGLE, (counts[ANGLE] + events) / len(rests), is_spoken)


def _is_speech(rests: list[str], form: str, said: int) -> bool:
    """Return whether lines of a form are people's: names come again, as those of a list's items do not."""
    if form in BOUNCERS:
        return said > 0
    names = [match[1] for rest in rests if (match := FORMS[form].match(rest))] if said >= MIN_SAID else []
    return said == MIN_SAID or 0 < len(set(names)) <= MOST_NAMES * len(names)


def _forms_of(rest: str) -> list[str]:
    if _is_event(rest):
        return []
    if ANGLED.match(rest):
        return [ANGLE]
    return [name for name, pattern in FORMS.items() if pattern.match(rest) and not LEVELS.match(rest)]


def _is_event(rest: str) -> bool:
    if EVENT_SIGN.match(rest) or is_event_text(rest):
        return True
    said = read_speech(rest)
    return not ANGLED.match(rest) and (said.sender is not None or rest.lstrip()[:2] == "* ")


def reader_of(form: str) -> Callable[[str], Utterance]:
    """Return what reads the rest of a line in a form of speech."""
    if form == TABBED:
        return read_tabbed
    if form == ANGLE:
        return read_speech
    pattern = FORMS[form]
    if form == COLUMNS:
        return lambda rest: read_tabbed(pattern.sub(r"\1\t\2", rest, count=1))

    def read(rest: str) -> Utterance:
        rest = strip_formatting(rest)
        match = pattern.match(rest)
        if match is not None and not is_event_text(rest):
            return Utterance(MESSAGE, _name_of(form, match[1]), (match[2] or "").strip())
        if acted := STARS.match(rest):
            return Utterance(MESSAGE, nick_of(acted[1]), acted[2].strip())
        return read_speech(rest)

    return read


def _name_of(form: str, shown: str) -> str:
    return shown.strip() if form == COLON else nick_of(shown)
