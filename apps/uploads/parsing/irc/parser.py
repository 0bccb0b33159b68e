"""IRC logs as messages."""

import re
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
from apps.uploads.parsing.irc.dircproxy import STYLE as DIRCPROXY
from apps.uploads.parsing.irc.dircproxy import without_sign
from apps.uploads.parsing.irc.further_lines import FURTHER, join_lines
from apps.uploads.parsing.irc.inferences import report_inferences
from apps.uploads.parsing.irc.lines import iter_log_lines
from apps.uploads.parsing.irc.look import look_at
from apps.uploads.parsing.irc.markers import (
    CLOSING,
    DAY_MARKER,
    OPENING,
    UNTIMED_EVENT,
    channel_of_marker,
    date_of_marker,
    log_name,
)
from apps.uploads.parsing.irc.pages import find_page_reader
from apps.uploads.parsing.irc.scan import Scan, scan
from apps.uploads.parsing.irc.speech import Utterance, strip_formatting
from apps.uploads.parsing.irc.styles import LogStyle
from apps.uploads.parsing.irc.themes import CHANNEL, COLON, reader_of
from apps.uploads.parsing.names import clean_name

SNIFF_LINES = 400
MAX_NICKS = 100_000
MIN_SHARE = 0.5
SURE = 0.97
"""Other programs' lines may begin with the same stamps, but not go on with `<nick>`."""


class IrcParser:
    name = "irc"
    label = "IRC log"
    family = "irc"
    extensions = (".log",)
    guide = (
        "IRC clients and bouncers write their logs themselves while logging is switched on.",
        "irssi keeps them in ~/irclogs, WeeChat in its logs folder, HexChat in ~/.config/hexchat/logs, mIRC in logs, "
        "ZNC in its users' moddata/log folder, Pidgin in ~/.purple/logs.",
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
        read_page = find_page_reader(sample.text)
        if read_page:
            lines = [shown for line in lines for shown in read_page(line)]
        look = look_at(lines)
        if look is None:
            return 0.0
        known = look.form.share * sum(_is_stamped(line, look.style) for line in lines)
        known += sum(_is_marker(line) for line in lines)
        share = min(1.0, known / len(lines))
        if share <= MIN_SHARE:
            return 0.0
        if not look.style.has_time:
            return 0.6 * share
        if look.form.is_spoken and (look.form.name != COLON or look.has_channel):
            return SURE
        if read_page:
            return SURE
        return (0.6 if look.form.name == COLON else 0.95) * share

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        found = scan(source, options)
        report.recognised_by = (
            f"Lines begin with a stamp ({found.style.name}), then a nick in brackets or an event."
        )
        report_inferences(found, options, report)
        return _Reader(found, options, report).read(source)


def _is_stamped(line: str, style: LogStyle) -> bool:
    return style.pattern.match(strip_formatting(line)) is not None


def _is_marker(line: str) -> bool:
    return line.startswith(UNTIMED_EVENT) or bool(CLOSING.match(line) or OPENING.match(line))


class _Reader:
    def __init__(self, found: Scan, options: ParseOptions, report: ParseReport) -> None:
        self._style = found.style
        self._read_rest = reader_of(found.form)
        self._is_signed, self._unsigned = found.style.name == DIRCPROXY, found.unsigned
        self._has_channel = found.has_channel
        self._goes_on = found.form == COLON
        self._report = report
        self._nicks: dict[str, str] = {}
        self._clock = LogClock(
            found.style,
            LocalClock(options, report),
            found.day,
            half_days=found.half_days,
            day_markers=found.day_markers,
            order=found.order,
        )
        self._conversation = log_name(options.filename)

    def read(self, source: BinaryIO) -> Iterator[ParsedMessage]:
        messages = self._read_lines(source)
        return join_lines(messages, self._report) if self._goes_on else messages

    def _read_lines(self, source: BinaryIO) -> Iterator[ParsedMessage]:
        match_stamp = self._style.pattern.match
        last_stamp, moment = "", NO_MOMENT
        for number, line in iter_log_lines(source, self._report):
            stamp = match_stamp(line)
            if stamp is None or line[stamp.end() : stamp.end() + 4] == "--- ":
                last_stamp = ""
                if event := self._read_unstamped(line, number):
                    yield event
                continue
            if stamp[0] != last_stamp and self._style.has_time:
                last_stamp = stamp[0]
                moment = self._clock.read(stamp, self._report, number)
            conversation, rest = self._split(stamp, line[stamp.end() :])
            said = self._read_rest(rest)
            if self._is_signed and rest.startswith("<") and said.sender not in self._unsigned:
                said = said._replace(text=without_sign(said.text))
            yield self._message(conversation, said, moment, number)

    def _split(self, stamp: re.Match[str], rest: str) -> tuple[str, str]:
        """Return the conversation a line belongs to, and what stands after its stamp and channel."""
        if self._style.name == "channel":
            return clean_name(stamp["channel"]), rest
        if self._has_channel and (channel := CHANNEL.match(rest)):
            return clean_name(channel[1]), rest[channel.end() :]
        return self._conversation, rest

    def _message(self, conversation: str, said: Utterance, moment: Moment, number: int) -> ParsedMessage:
        return ParsedMessage(
            conversation,
            said.sender,
            moment.sent_at,
            said.text,
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
        name = channel_of_marker(line)
        if name:
            self._conversation = clean_name(name)
        if day := date_of_marker(line, DAY_MARKER) or date_of_marker(line, OPENING):
            self._clock.set_day(day)
        elif name or CLOSING.match(line):
            return None
        elif self._goes_on:
            return ParsedMessage(self._conversation, None, None, line, source_ref=f"{FURTHER}{number}")
        elif line.strip():
            self._report.skip(number, "The line has no time stamp as the others do.", line)
        return None
