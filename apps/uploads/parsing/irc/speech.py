"""What stands after the stamp of a log line: speech, an action, a notice or an event."""

import re
from typing import NamedTuple

from apps.uploads.parsing.base import MESSAGE, SYSTEM

MODES = " @+%&~!*."
"""Channel modes that clients print before a nick; none of them can begin one."""
EGGDROP_ACTION = re.compile(r"Action: (\S{1,100})(?:\s(.*))?$")
ACTION = re.compile(r"\s{0,8}\*[ \t]+(\S{1,100})(?:\s(.*))?$")
NOTICE = re.compile(r"\s{0,8}-([^\s!()-][^\s()]{0,99}?)(?:\([^\s()]{0,200}\))?-[ \t](.*)")
EVENT_LIKE_ACTION = re.compile(
    r"\S{1,100} (?:\([^\s()]{1,200}\) (?:has (?:joined|left|quit)\b|Quit \()|[\[(][^\s()@]{1,100}@[^\s()]{1,200}[\])]"
    r"|(?:is|are) now known as |sets? mode|was kicked by |changes topic to |has changed the topic to: "
    r"|has (?:left|quit)(?: \(.{0,400}\))?$|has kicked \S+ from |(?:gives|removes) (?:channel |voice )"
    r"|(?:sets|removes) (?:ban|exempt|quiet|invite exempt|channel (?:key|limit)|user limit|modes?)\w* "
    r"|is already in use\. Retrying)"
    r"|Now talking (?:in|on) |Topic for |Topic is |Set by |Disconnected|Attempting to rejoin|Rejoined channel"
    r"|You (?:are now known as|were kicked|have been kicked|have left channel)|(?:Joins|Parts|Quits): "
    r"|Channel \S{1,100} (?:modes|created)|Users on [#&]|(?:Looking up|Connecting to|Connected\.|Connection failed) ?"
    r"|Retrieving [#&]\S+ modes|Notify: "
)
"""What mIRC and HexChat write after the star of an action; a host beside the nick tells it in every language."""
EVENT_TEXT = re.compile(
    r"[^\s:][^:]{0,80}?(?: [\[(]\S{1,200}[\])])? (?:(?:has )?(?:joined|left|quit|signed off|kicked|been kicked)"
    r"(?: (?:#|&|the (?:room|chat|channel)|irc|this|by|from)|[.,]? [\[(]|[.:]|$)"
    r"|(?:entered|left) the room|(?:is|are) now known as |was kicked |sets mode"
    r"|(?:has )?(?:logged|signed) (?:in|out|on|off)[ .]|is no longer (?:idle|away)|has (?:become idle|gone away)"
    r"|(?:has )?(?:changed|set) the topic|mode change )",
    re.IGNORECASE,
)
"""Events that stand without a sign, as eggdrop and Pidgin write them."""
EVENT_SIGN = re.compile(
    r"[ \t]{0,4}(?:-!-|\*\*\*|-->\|?|\|?<--|---|===|=-=|<->|<-x|→|←|⇐|\|<--"
    r"|(?:Join|Part|Quit|Nick|Mode|Topic|Kick|Info)(?=\t))[ \t]"
)
DASHED_ACTION = re.compile(r"[ \t]{0,4}(?:—|•|-\*-)[ \t]+(\S{1,100}?):?(?:[ \t](.*))?$")
"""IRCCloud, Textual and Quassel."""
TIGHT_ACTION = re.compile(r"\*([^\s*]{1,100})[ \t](.*)")
"""ChatZilla."""
FORMATTING = re.compile("\x03(?:\\d{1,2}(?:,\\d{1,2})?)?|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
WEECHAT_EVENTS = frozenset(("-->", "<--", "--", "=!=", "⚡", "ℹ"))
HAS_LETTER = re.compile(r"[\w\[\]{}^`|\\]")
"""Nicks have one at least of what RFC 2812 allows them; other signs stand before what the program says."""


class Utterance(NamedTuple):
    kind: str
    sender: str | None
    text: str


def read_speech(rest: str) -> Utterance:
    """Return who says what in `<nick> text`, `* nick text`, `-nick- notice` or an event."""
    rest = strip_formatting(rest)
    spoken = rest.lstrip()
    if spoken.startswith("<") and not EVENT_SIGN.match(spoken) and (end := spoken.find(">", 2)) > 0:
        nick = nick_of(spoken[1:end])
        if nick:
            return Utterance(MESSAGE, nick, spoken[end + 1 :].strip())
    if spoken.startswith("*"):
        return _read_action(rest)
    if acted := DASHED_ACTION.match(rest):
        return Utterance(MESSAGE, nick_of(acted[1]) or acted[1], (acted[2] or "").strip())
    if EVENT_SIGN.match(rest):
        return _event(rest)
    if spoken.startswith("-") and (notice := NOTICE.match(rest)):
        return Utterance(SYSTEM, notice[1].partition(":")[0], notice[2].strip())
    if acted := EGGDROP_ACTION.match(spoken):
        return Utterance(MESSAGE, nick_of(acted[1]) or acted[1], (acted[2] or "").strip())
    return _event(spoken)


def strip_formatting(text: str) -> str:
    """Return the text without colours and the like."""
    return text if text.isprintable() else FORMATTING.sub("", text)


def is_event_text(text: str) -> bool:
    return EVENT_TEXT.match(text) is not None


def read_tabbed(rest: str) -> Utterance:
    """Return who says what in WeeChat's `nick<TAB>text`."""
    prefix, tab, text = rest.partition("\t")
    prefix, text = FORMATTING.sub("", prefix).strip(), FORMATTING.sub("", text).strip()
    if not tab or prefix in WEECHAT_EVENTS or (prefix != "*" and not HAS_LETTER.search(prefix)):
        return Utterance(SYSTEM, None, text or prefix)
    if prefix == "*":
        nick, _, action = text.partition(" ")
        return Utterance(MESSAGE, nick, action)
    return Utterance(MESSAGE, nick_of(prefix.removeprefix("<").removesuffix(">")), text)


def nick_of(shown: str) -> str:
    """Return the nick without mode characters before it and user and host after it; empty if there is none."""
    return shown.lstrip(MODES).partition("!")[0].rstrip()[:100]


def _event(text: str) -> Utterance:
    sign = EVENT_SIGN.match(text)
    return Utterance(SYSTEM, None, (text[sign.end() :] if sign else text).strip())


def _read_action(rest: str) -> Utterance:
    action = ACTION.match(rest)
    if action is None:
        tight = TIGHT_ACTION.match(rest)
        return (
            Utterance(MESSAGE, nick_of(tight[1]) or tight[1], tight[2].strip())
            if tight
            else _event(rest.strip())
        )
    nick, text = action[1], (action[2] or "").strip()
    if EVENT_LIKE_ACTION.match(f"{nick} {text[:400]}"):
        return Utterance(SYSTEM, None, f"{nick} {text}")
    return Utterance(MESSAGE, nick_of(nick) or nick, text)
