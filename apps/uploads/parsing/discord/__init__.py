"""Discord channels as DiscordChatExporter writes them (and tools that copy its JSON), from 2018 to 2025.

A file holds one channel, thread or direct chat, or a part of one: `Guild - Category - channel [id] [part 2].json`.

- JSON: everything, times with their offset. Older files lack stickers, mentions, users of reactions, forwards. Ids may
  repeat in a file; the first of a kind is kept. Parts and overlapping exports of one channel become one conversation.
  Display names repeat ("Deleted User"), ids tell people apart. The name shown is the account's, as nicknames belong
  to one server only.
- CSV: `AuthorID,Author,Date,Content,Attachments,Reactions`; no ids of messages, no replies, no edits. Old versions
  wrote dates as the text export does.
- HTML, the program's default: ids of messages (whose number is also the moment) and of people, replies, no time of an
  edit, and of reactions the count only. Bots write such pages as transcripts of tickets.
- Text: a banner, messages headed by `[date] name`, with dates in the exporter's locale and zone, which the file does
  not state. Its footer tells how many messages there are, which is checked.
- CSV and text write what the program says, such as "Joined the server.", as if the member had said it; these fixed
  sentences are taken for events.
- Discord's own data package (see `package`) has ids and times of what one person wrote, and nothing of the others.
- Discord History Tracker's `dht.txt` (see `history_tracker`): several channels, what people wrote, no events.
- Who wrote a forwarded message first is not exported.
"""

from apps.uploads.parsing.discord.parser import DiscordParser

__all__ = ["DiscordParser"]
