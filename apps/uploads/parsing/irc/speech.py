"""What stands after the stamp of a log line: speech, an action, a notice or an event."""

import re
from typing import NamedTuple

from apps.uploads.parsing.base import MESSAGE, SYSTEM

MODES = " @+%&~!*."
"""Channel modes that clients print before a nick; none of them can begin one."""
NICK_END = re.compile(r"[!\s]")
EGGDROP_ACTION = re.compile(r"Action: (\S{1,100})(?:\s(.*))?$")
ACTION = re.compile(r"\s{0,8}\*[ \t]+(\S{1,100})(?:\s(.*))?$")
NOTICE = re.compile(r"\s{0,8}-([^\s!()-][^\s()]{0,99}?)(?:\([^\s()]{0,200}\))?- (.*)")
EVENT_LIKE_ACTION = re.compile(
    r"\S{1,100} (?:\([^\s()]{1,200}\) has (?:joined|left|quit)\b"
    r"|is now known as |sets mode|was kicked by |changes topic to )"
    r"|Now talking (?:in|on) |Topic for |Topic is |Set by |Disconnected|Attempting to rejoin"
)
EVENT_SIGN = re.compile(r"(?:-!-|\*\*\*|-->|<--|---) ")
FORMATTING = re.compile("\x03(?:\\d{1,2}(?:,\\d{1,2})?)?|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
WEECHAT_EVENTS = frozenset(("-->", "<--", "--", "=!=", "⚡"))


class Utterance(NamedTuple):
    kind: str
    sender: str | None
    text: str


def read_speech(rest: str) -> Utterance:
    """Return who says what in `<nick> text`, `* nick text`, `-nick- notice` or an event."""
    if not rest.isprintable():
        rest = FORMATTING.sub("", rest)
    spoken = rest.lstrip()
    if spoken.startswith("<") and (end := spoken.find(">", 2)) > 0:
        nick = nick_of(spoken[1:end])
        if nick:
            return Utterance(MESSAGE, nick, spoken[end + 1 :].strip())
    if spoken.startswith("*"):
        return _read_action(rest)
    if spoken.startswith("-") and (notice := NOTICE.match(rest)):
        return Utterance(SYSTEM, notice[1].partition(":")[0], notice[2].strip())
    if acted := EGGDROP_ACTION.match(spoken):
        return Utterance(MESSAGE, nick_of(acted[1]) or acted[1], (acted[2] or "").strip())
    return _event(spoken)


def read_tabbed(rest: str) -> Utterance:
    """Return who says what in WeeChat's `nick<TAB>text`."""
    prefix, tab, text = rest.partition("\t")
    prefix, text = FORMATTING.sub("", prefix).strip(), FORMATTING.sub("", text).strip()
    if not tab or prefix in WEECHAT_EVENTS or not prefix:
        return Utterance(SYSTEM, None, text or prefix)
    if prefix == "*":
        nick, _, action = text.partition(" ")
        return Utterance(MESSAGE, nick, action)
    return Utterance(MESSAGE, nick_of(prefix.removeprefix("<").removesuffix(">")), text)


def nick_of(shown: str) -> str:
    """Return the nick without mode characters before it and user and host after it; empty if there is none."""
    nick = shown.lstrip(MODES)
    if "!" in nick or " " in nick:
        nick = NICK_END.split(nick, maxsplit=1)[0]
    return nick[:100]


def _event(text: str) -> Utterance:
    sign = EVENT_SIGN.match(text)
    return Utterance(SYSTEM, None, text[sign.end() :].strip() if sign else text.rstrip())


def _read_action(rest: str) -> Utterance:
    action = ACTION.match(rest)
    if action is None:
        return _event(rest.strip())
    nick, text = action[1], (action[2] or "").strip()
    if EVENT_LIKE_ACTION.match(f"{nick} {text[:400]}"):
        return Utterance(SYSTEM, None, f"{nick} {text}")
    return Utterance(MESSAGE, nick_of(nick) or nick, text)
