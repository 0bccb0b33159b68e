"""Google Chat, as Google Takeout exports it: `Google Chat/Groups/<DM …|Space …>/messages.json`, seen 2021 to 2026.

`group_info.json` beside it names the space and its members, `Users/User …/user_info.json` the owner of the account,
after whom a direct message is not named.

- Times are written in words, in the account's language (see `written_dates`), in UTC as the text says; without a zone
  they are read as local. An edited message has `updated_date`, and the time at which it was written
  often in `previous_message_versions` only.
- `message_id` is `space/topic/message`; a message whose last two parts differ answers in the topic that the first
  began.
- A quotation gives words, no id: it is looked up among the latest messages.
- `export_name` is wrong where one name was exported twice: the second file is really called `name(1)`.
- A deleted message keeps its place, mostly without its author.
"""

from apps.uploads.parsing.google_chat.parser import GoogleChatParser

__all__ = ["GoogleChatParser"]
