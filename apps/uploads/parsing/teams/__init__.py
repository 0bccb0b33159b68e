"""Microsoft Teams: the data export of an organisation, and messages as the Graph API gives them.

The export is a folder: `users/<id>/messages_<id>.json` with all chats of a user, `teams/<id>/messages_<id>.json`
with all channels of a team, and lists that give names: `usersList.json`, `teamsList.json`, `channels_<id>.json`.
Every file is an array of messages with the fields of Graph's chatMessage, in CamelCase; Graph itself writes them as
`{"value": [...]}` with a small first letter, and so do scripts that save its answers. Both are read without regard
to case.

- A chat stands in the file of each of its members: messages are told apart by chat and id, and read once.
- Files are not in the order of time; messages are brought into it.
- Bodies are HTML. What is said about people is a `<systemEventMessage/>` whose details stand in `EventDetail`.
- A chat has no name of its own unless it was renamed: else it is called after those who wrote in it.
- A channel's answers name their thread in `ReplyToId`; in chats an answer is an attachment of the kind
  `messageReference`.
"""

from apps.uploads.parsing.teams.parser import TeamsParser

__all__ = ["TeamsParser"]
