"""Telegram Desktop's exports, JSON and HTML, from the first of 2018 to those of 2026.

`result.json` holds one chat, or all of them under `chats.list` and `left_chats.list`; whoever exports HTML gets a
folder per chat with `messages.html`, `messages2.html`, … of a thousand messages each. What differs between versions:

- `date` is the exporter's local time without zone; `date_unixtime` came in 2022 and is preferred. Without it times are
  local. HTML pages have `dd.mm.yyyy HH:MM:SS UTC+01:00` (the offset since 2021) in a tooltip.
- `from_id` was a number first, then `user123` or `channel123`; numbers are read as users. `from` is null for a
  deleted account.
- `text` is a string, or a list of strings and entities; newer files have `text_entities` beside it.
- Early versions wrote `edited` with a time in 1970 into everything; a reaction can set it too, by the server's fault,
  so an edit may be none (tdesktop issue 30647).
- Deleted messages vanish. Topics of forums have no field: a message belongs to the topic whose first, `topic_created`,
  it answers, or to that of the message it answers.
- HTML pages lack ids of people and chats, edits, and the times of events, which have a day only.
"""

from apps.uploads.parsing.telegram.parser import TelegramParser

__all__ = ["TelegramParser"]
