"""Signal: its own export of chat history, which came in 2026, and what the usual tools write of it.

- Signal's own: `main.jsonl`, the frames of a backup as JSON lines, for all chats. The account's owner has a name, but
  no id.
- signal-export: a folder for each chat with `chat.md` (older: `index.md`) and `data.json`, JSON lines. The account's
  owner is "Me", times are the clock's of the computer, without zone, to the second; versions before 2021 wrote
  `[date, HH:MM]`. Where both files are there, the JSON is read.
- sigtop: a text file for each chat with fields (`From:`, `Type:`, `Sent:`) above each message; times have an offset,
  the owner is "You". An edited message comes with all its versions; the newest counts. As JSON it writes the records
  of Signal Desktop's database as they are, in which nobody has a name.
- signalbackup-tools: text or a page for each chat, from an Android backup; times are of that computer's clock.
- signal-cli: the JSON lines of `receive`, bare or wrapped as JSON-RPC. Author and timestamp are a message's id.
  Reactions, edits and deletions are lines of their own; they change the message they name if it is among the latest
  ones.

Quotations of signal-export have words but no id: they are looked up among the latest messages.
"""

from apps.uploads.parsing.signal.parser import SignalParser

__all__ = ["SignalParser"]
