"""Rocket.Chat: what a room's menu exports (see `room_export`), and the database, for which there is no export of its
own: `mongodump` (BSON) or `mongoexport` (JSON lines or an array).

`rocketchat_message` holds the messages of all rooms, `rocketchat_room` their names, `users` the people; the latter two
only help. Collections beside them are passed over. The names of fields are those of versions 1 to 7 (2019 to 2025).

- `t` marks what the program says (`uj` somebody joined, `au` was added, …); `rm` is a message that was removed, `e2e`
  one that is encrypted and cannot be read.
- A message with `_hidden` and `parent` is an earlier version of an edited one, and is left out.
- `tmid` is the thread's first message. A quotation is a link to the message in front of the words, which becomes the
  message answered.
- JSON has dates as `{"$date": "2024-01-31T23:59:00Z"}`, or milliseconds in it; BSON has them as such, in UTC.
- A direct chat is called by its members, a discussion by the room it is part of and its title.
"""

from apps.uploads.parsing.rocketchat.parser import RocketChatParser

__all__ = ["RocketChatParser"]
