"""IRC logs, as clients, bouncers and bots write them."""

from collections.abc import Callable
from datetime import date, datetime

from apps.uploads.parsing.base import MESSAGE, SYSTEM
from apps.uploads.tests.parsing.made_up.chat import Chat, Said, Traits
from apps.uploads.tests.parsing.made_up.writing import MILLISECOND, MINUTE, SECOND, Writer

SPEECH = Traits(has_nicks=True, is_multiline=False)
WITH_EVENTS = Traits(has_nicks=True, is_multiline=False, kinds=(MESSAGE, SYSTEM))


def _log(name: str, line: Callable[[Said], str], opening: str = "", day_line: str = "") -> Callable:
    """Return a writer of a line each; `opening` and `day_line` are strftime forms of the lines that tell the date."""

    def write(chat: Chat) -> dict[str, bytes]:
        lines, day = [_stamp(opening, chat.said[0].local)], chat.said[0].local.date()
        for said in chat.said:
            if said.local.date() != day:
                day = said.local.date()
                lines.append(_stamp(day_line, said.local))
            lines.append(line(said) + "\n")
        return {name.format(day=chat.said[0].local.date()): "".join(lines).encode()}

    return write


def _stamp(form: str, at: datetime | date) -> str:
    return f"{at:{form}}\n" if form else ""


def _body(said: Said, event: str, nick: str = "<{}> ") -> str:
    return f"{event} {said.text}" if said.kind == SYSTEM else nick.format(said.human.name) + said.text


def irssi(said: Said) -> str:
    return f"{said.local:%H:%M} {_body(said, '-!-', '< {}> ')}"


def irssi_action(said: Said) -> str:
    return f"{said.local:%H:%M} {_body(said, '-!-', ' * {} ')}"


def weechat(said: Said) -> str:
    return f"{said.local:%Y-%m-%d %H:%M:%S}\t" + _body(said, "--\t", "@{}\t")


def weechat_utc(said: Said) -> str:
    return f"{said.at:%Y-%m-%dT%H:%M:%S.%f}Z\t" + _body(said, "-->\t", "{}\t")


def znc(said: Said) -> str:
    return f"[{said.local:%H:%M:%S}] {_body(said, '*** Joins:')}"


def supybot(said: Said) -> str:
    return f"{said.local:%Y-%m-%dT%H:%M:%S}  {_body(said, '***')}"


def dircproxy(said: Said) -> str:
    return f"[{said.local:%d %b %H:%M}] {_body(said, '-->', '<{}!n=ann@example.org> +')}"


def ubuntu(said: Said) -> str:
    return f"[{said.local:%H:%M}] <{said.human.name}> {said.text}"


def hexchat(said: Said) -> str:
    joined = f"*\t{said.human.name} (a@b.org) has joined"
    spoken = f"<{said.human.name}>\t{said.text}"
    return f"{said.local:%b %d %H:%M:%S} " + (joined if said.kind == SYSTEM else spoken)


def channel_first(said: Said) -> str:
    return f"rust {said.local:%Y-%m-%d [%H:%M:%S]} <{said.human.name}> {said.text}"


IRSSI = ("--- Log opened %a %b %d %H:%M:%S %Y", "--- Day changed %a %b %d %Y")
HEXCHAT = "**** BEGIN LOGGING AT %a %b %d %H:%M:%S %Y"
MIRC = "Session Start: %a %b %d %H:%M:%S %Y"
DATED = "#chan_{day:%Y%m%d}.log"


def _writer(
    name: str, write: Callable, precision: str = SECOND, traits: Traits = WITH_EVENTS, **more
) -> Writer:
    return Writer(name, "irc", write, traits, precision, has_utc=False, **more)


WRITERS = [
    _writer("irc-irssi", _log("#chan.log", irssi, *IRSSI), MINUTE),
    _writer("irc-irssi-actions", _log("#chan.log", irssi_action, *IRSSI), MINUTE),
    _writer("irc-weechat-local", _log("chan.weechatlog", weechat)),
    Writer("irc-weechat-utc", "irc", _log("chan.weechatlog", weechat_utc), WITH_EVENTS, MILLISECOND),
    _writer("irc-znc", _log(DATED, znc)),
    _writer("irc-mirc", _log("#chan.log", znc, MIRC, MIRC)),
    _writer("irc-supybot", _log("chan.log", supybot)),
    _writer("irc-dircproxy", _log("{day}-chan.log", dircproxy), MINUTE),
    _writer("irc-ubuntu", _log("{day:%Y/%m/%d}/#ubuntu.txt".replace("/", "-"), ubuntu), MINUTE, SPEECH),
    _writer("irc-hexchat", _log("net-#chan.log", hexchat, HEXCHAT), SECOND),
    _writer("irc-channel-first", _log("rust.txt", channel_first), SECOND, SPEECH),
    _writer("irc-stated-day", _log("chan.log", znc), options={"base_date": "2023-11-29"}),
]
