"""Logs that IRC clients, bouncers and bots write: one line per message or event.

| program | line | the date |
|---|---|---|
| irssi | `14:03 <@nick> text` | `--- Log opened Tue Dec 24 00:26:23 2013`, `--- Day changed …` |
| WeeChat | `2013-12-24 14:03:09<TAB>nick<TAB>text`, newer `2013-12-24T14:03:09.123456Z<TAB>…` | in the line |
| ZNC, mIRC | `[14:03:09] <nick> text` | file name; mIRC `Session Start: …` |
| HexChat | `Dec 24 14:03:09 <nick><TAB>text` | year from `**** BEGIN LOGGING AT …` |
| supybot | `2013-12-24T14:03:09  <nick> text` | in the line |
| dircproxy | `[24 Dec 14:03] <nick!user@host> +text` | year from the file name |
| #ubuntu's | `[14:03] <nick> text`, events as `=== …` without time | file name |
| eggdrop | `[14:03] <nick> text`, `[14:03] Action: nick text`, events without sign | `[00:00] --- Tue Dec 24 2013` |
| copied from a window | `<nick> text`, `* nick text` | none; messages have no time |
| channel first | `rust 2018-05-29 [14:03:09] <nick> text` | in the line |

`* nick text` is a message of that nick; notices and events are system lines. A clock without date moves to the next
day when it jumps back; where neither the lines nor the file's name tell the first day, it is asked for. Some logs of
2004 to 2007 use a 12-hour clock without am and pm: it shows by 12:59 being followed by 01:00 (or 11:59 by 00:00) in a
file without later hours; the first half day is then read as am, and said so. `nick:` or `nick,` at the beginning
mentions somebody, if they have spoken before.
"""

from apps.uploads.parsing.irc.parser import IrcParser

__all__ = ["IrcParser"]
