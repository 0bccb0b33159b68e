"""Logs that IRC clients, bouncers and bots write: one line per message or event.

| program | line | the date |
|---|---|---|
| irssi | `14:03 <@nick> text`, in themes `[nick] text`, `nick | text` | `--- Log opened …`, `--- Day changed …` |
| WeeChat | `2013-12-24 14:03:09<TAB>nick<TAB>text`, newer `2013-12-24T14:03:09.123456Z<TAB>…` | in the line |
| ZNC, energymech, mIRC | `[14:03:09] <nick> text` | file name; mIRC `Session Start: …` |
| HexChat | `Dec 24 14:03:09 <nick><TAB>text` | year from `**** BEGIN LOGGING AT …`, in any language |
| supybot, ii | `2013-12-24T14:03:09  <nick> text`, `1387893789 <nick> text` | in the line |
| The Lounge, Textual, ChatZilla, IRCCloud | `[2013-12-24T14:03:09.123Z] <nick> text` | in the line |
| Konversation | `[Tuesday, December 24, 2013] [14:03:09 CET] <nick><TAB>text` | in the line |
| bip | `24-12-2013 14:03:09 < nick!user@host: text` | in the line |
| psyBNC | `Tue Dec 24 14:03:09 :(nick!user@host) text` | year from the file name |
| dircproxy | `[24 Dec 14:03] <nick!user@host> +text` | year from the file name |
| #ubuntu's | `[14:03] <nick> text`, events as `=== …` without time | file name |
| eggdrop | `[14:03] <nick> text`, `[14:03] Action: nick text`, events without sign | `[00:00] --- Tue Dec 24 2013` |
| Pidgin, Trillian, LimeChat | `(14:03:09) nick: text`, as a web page too | `Conversation with … at …`, file name |
| copied from a window | `<nick> text`, `* nick text` | none; messages have no time |
| channel first | `rust 2018-05-29 [14:03:09] <nick> text` | in the line |

Pages that irclog2html makes of logs are read as these. A channel may also stand between stamp and nick. Dates of three
numbers are read in the order that the whole file shows. Files of one channel that differ by the day in their names are
one conversation.

`* nick text` is a message of that nick; notices and events are system lines. A clock without date moves to the next
day when it jumps back; where neither the lines nor the file's name tell the first day, it is asked for. Some logs of
2004 to 2007 use a 12-hour clock without am and pm: it shows by 12:59 being followed by 01:00 (or 11:59 by 00:00) in a
file without later hours; the first half day is then read as am, and said so. `nick:` or `nick,` at the beginning
mentions somebody, if they have spoken before.
"""

from apps.uploads.parsing.irc.parser import IrcParser

__all__ = ["IrcParser"]
