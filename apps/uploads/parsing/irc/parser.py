"""IRC logs as messages."""

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from apps.uploads.parsing.base import (
    SYSTEM,
    ParsedMessage,
    ParseOptions,
    ParseReport,
    Sample,
)
from apps.uploads.parsing.clock import LocalClock
from apps.uploads.parsing.irc.clock import NO_MOMENT, LogClock, Moment
from apps.uploads.parsing.irc.inferences import report_inferences
from apps.uploads.parsing.irc.scan import Scan, scan
from apps.uploads.parsing.irc.speech import Utterance, read_speech, read_tabbed
from apps.uploads.parsing.irc.styles import (
    CLOSING,
    DAY_MARKER,
    OPENING,
    SESSION_IDENT,
    UNTIMED_EVENT,
    LogStyle,
    channel_in_name,
    choose_style,
    date_of_marker,
)
from apps.uploads.parsing.names import clean_name, conversation_name
from apps.uploads.parsing.text import iter_lines

SNIFF_LINES = 400
MAX_NICKS = 100_000
EVENT_SIGNS = ("-!-", "***", "-->", "<--", "---", "===")


class IrcParser:
    name = "irc"
    label = "IRC log"
    family = "irc"
    extensions = (".log",)
    guide = (
        "IRC clients and bouncers write their logs themselves while logging is switched on.",
        "irssi keeps them in ~/irclogs, WeeChat in its logs folder, HexChat in ~/.config/hexchat/logs, mIRC in logs, "
        "ZNC in its users' moddata/log folder.",
        "Upload a channel's log, or a zip of the folder; leave the file names as they are, for many logs have their "
        "date only there.",
    )
    remarks = (
        "Messages, actions, notices and events are kept. Logs tell no replies, edits or reactions; who is addressed "
        "as `nick:` counts as mentioned."
    )

    def sniff(self, sample: Sample) -> float:
        """The share of lines that are stamped and hold `<nick>`, an action or an event."""
        lines = [line for line in islice(sample.text.split("\n"), SNIFF_LINES) if line.strip()]
        style = choose_style(lines)
        if style is None:
            return 0.0
        known = sum(_is_log_line(line, style) for line in lines)
        sure = 0.95 if style.has_time else 0.6
        return sure * known / len(lines) if known * 2 > len(lines) else 0.0

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        found = scan(source, options)
        report.recognised_by = (
            f"Lines begin with a stamp ({found.style.name}), then a nick in brackets or an event."
        )
        report_inferences(found, options, report)
        return _Reader(found, options, report).read(source)


def _is_log_line(line: str, style: LogStyle) -> bool:
    match = style.pattern.match(line)
    if match is None:
        return line.startswith(UNTIMED_EVENT) or CLOSING.match(line) is not None
    rest = line[match.end() :].lstrip()
    if style.name == "tabbed":
        return "\t" in rest
    return rest.startswith(EVENT_SIGNS) or (rest[:1] in "<*-" and read_speech(rest).sender is not None)


class _Reader:
    def __init__(self, found: Scan, options: ParseOptions, report: ParseReport) -> None:
        self._style = found.style
        self._read_rest = read_tabbed if found.style.name == "tabbed" else read_speech
        self._is_dircproxy = found.style.name == "day first"
        self._report = report
        self._nicks: dict[str, str] = {}
        self._clock = LogClock(
            found.style,
            LocalClock(options, report),
            found.day,
            half_days=found.half_days,
            day_markers=found.day_markers,
        )
        self._conversation = channel_in_name(options.filename) or conversation_name(options.filename)

    def read(self, source: BinaryIO) -> Iterator[ParsedMessage]:
        match_stamp, has_channel = self._style.pattern.match, self._style.name == "channel"
        last_stamp, moment = "", NO_MOMENT
        for number, line in enumerate(iter_lines(source, self._report), start=1):
            stamp = match_stamp(line)
            if stamp is None or line[stamp.end() : stamp.end() + 4] == "--- ":
                last_stamp = ""
                if event := self._read_unstamped(line, number):
                    yield event
                continue
            if stamp[0] != last_stamp and self._style.has_time:
                last_stamp = stamp[0]
                moment = self._clock.read(stamp, self._report, number)
            conversation = clean_name(stamp["channel"]) if has_channel else self._conversation
            yield self._message(conversation, self._read_rest(line[stamp.end() :]), moment, number)

    def _message(self, conversation: str, said: Utterance, moment: Moment, number: int) -> ParsedMessage:
        text = said.text
        if self._is_dircproxy and said.kind != SYSTEM:
            text = text[1:] if text[:1] in ("+", "-") else text
        return ParsedMessage(
            conversation,
            said.sender,
            moment.sent_at,
            text,
            said.kind,
            moment.local_time,
            f"line {number}",
            precision=moment.precision,
            mentions=self._mentions_in(said),
        )

    def _mentions_in(self, said: Utterance) -> tuple[str, ...]:
        """Return the nick a message is addressed to, if somebody of that name has spoken before."""
        if said.kind == SYSTEM or said.sender is None:
            return ()
        if len(self._nicks) < MAX_NICKS:
            self._nicks.setdefault(said.sender.lower(), said.sender)
        head, sign, _ = said.text.partition(" ")
        if not sign or head[-1:] not in (":", ","):
            return ()
        nick = self._nicks.get(head[:-1].lower())
        return (nick,) if nick and nick != said.sender else ()

    def _read_unstamped(self, line: str, number: int) -> ParsedMessage | None:
        if line.startswith(UNTIMED_EVENT):
            event = Utterance(SYSTEM, None, line.removeprefix(UNTIMED_EVENT).strip())
            return self._message(self._conversation, event, NO_MOMENT, number)
        if day := date_of_marker(line, DAY_MARKER) or date_of_marker(line, OPENING):
            self._clock.set_day(day)
        elif ident := SESSION_IDENT.match(line):
            self._conversation = clean_name(ident[1])
        elif line.strip() and not CLOSING.match(line):
            self._report.skip(number, "The line has no time stamp as the others do.", line)
        return None
