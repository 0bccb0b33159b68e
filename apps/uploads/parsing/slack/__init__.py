"""Slack workspace exports, zip or folder, as Slack writes them since 2013 and tools such as slackdump imitate them.

At the root `users.json` (`org_users.json` of a grid), `channels.json`, `groups.json` (private channels), `dms.json`,
`mpims.json` (group messages); then a folder per channel, named by it or by its id, with a file per day. All days of a
channel are one conversation.

- `ts`, seconds with six decimals, is the time and the channel's id of a message; it is kept as a string.
- Replies stand in the day they were written, anywhere after (or before) their parent, and name it by `thread_ts`. A
  reply that was also sent to the channel (`thread_broadcast`) is one message; where a tool lists it twice, one is read.
- `text` is markup (`<@U1>`, `<#C1|name>`, `<https://x|label>`, `&amp;`); it can be empty: then `blocks` are read, or
  `attachments`, where bots put their words and quoted messages stand.
- Names are the display name of users.json, else the real name. People of other workspaces are missing there: the
  message's own `user_profile` names them, else their id does.
- A deleted message with replies stays as a `tombstone`; other deleted ones are gone. What a free plan hid has no text.
- Joins, topics, pins and the like are events; huddles are calls.
"""

from apps.uploads.parsing.slack.parser import SlackParser

__all__ = ["SlackParser"]
