"""iMessage and SMS of Apple's Messages, as imessage-exporter, bagoup and iMazing write them.

imessage-exporter (versions 1 to 3): blocks with a line for the time (`Jan  2, 2024  9:05:07 PM`, the hour padded
with a blank, perhaps ` (Read by you after 5 seconds)`), a line for the sender, then text, files and what belongs to
them:

- Tapbacks follow a line `Tapbacks:` (older: `Reactions:`), up to a blank line.
- Replies stand under the message they answer, four blanks deep, and once more where they belong in time, there with
  a last line that says so. The first is taken for the link only. A reply that does not come again is kept at the end.
- An edited message lists its versions; the last is the text. Unsent messages and parts say so in a line of their own.
- An announcement stands on the line of the time itself.

bagoup: `[2020-03-01 15:34:05] Ann: text`, further lines below, `<attached: name>` for a file. The form is that of
other programs, too; bagoup's owner is always "Me".

Both write a text file for each conversation, called as it is, with the computer's local time without zone. There
are no ids, except in imessage-exporter's HTML, which holds the same in elements (see `page`).

iMazing: a table (see `imazing.table`).
"""

from apps.uploads.parsing.imessage.parser import ImessageParser

__all__ = ["ImessageParser"]
