"""Rooms of Matrix: Element's JSON export, and answers of servers: `/messages`, `/sync` and `/context`.

All hold the same events: Element in `messages`, `/messages` in `chunk` (newest first), `/sync` per room in
`timeline.events`, `/context` before, at and after an event; a bare array of events is read too, and so are lines of
one event each, which Synapse's `export-data` writes (`rooms/!id:server/events`) as scripts do. `state` is no part of
the timeline, it only tells names. Element's plain text and web pages have parsers of their own
(`plain_text`, `page_parser`).

Edits (`m.replace`), reactions (`m.annotation`) and redactions are events of their own, which may stand before what
they are about: they are collected in a first reading, and applied in the second. An edit whose message is not in the
file becomes that message. Answers repeat what they answer, `> <@ann:example.org> …`; that is left out. Thread messages
name their latest one as answered for old clients (`is_falling_back`): not taken for an answer. Encrypted events that
were not decrypted, and texts of Element that say so (`m.bad.encrypted`), are counted as skipped. Other state events are
system events, by whom they came from.
"""

from apps.uploads.parsing.matrix.page_parser import ElementPageParser
from apps.uploads.parsing.matrix.parser import MatrixParser
from apps.uploads.parsing.matrix.plain_text import ElementTextParser

__all__ = ["ElementPageParser", "ElementTextParser", "MatrixParser"]
