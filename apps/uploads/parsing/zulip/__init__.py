"""Zulip: an organisation's export, zulip-archive's files, and messages as the server's API gives them.

An organisation's export is a folder with `realm.json` (people, channels, recipients, reactions), `attachment.json` and
`messages-000001.json` and on. A recipient is a person (type 1), a channel (2) or a group of people (3); a direct
conversation is known by its two people, whoever wrote. The topic (`subject`) is the thread. `content` is Markdown; an
answer begins with `@_**Ann|7** [said](…/near/1234):` and a quotation. `last_edit_time` is also set when only the topic
changed, which `edit_history` tells. Ids are numbers that every organisation gives anew: conversations are known by the
organisation's own id and theirs, people by their address. A lone shard without `realm.json` has numbers for names.

zulip-archive writes a file per topic, in a folder `113488-general` per channel, with `sender_full_name`, `timestamp`
and HTML as `content`; the API's messages have more keys of the same names. `.20` in file names stands for `%20`.
"""

from apps.uploads.parsing.zulip.parser import ZulipParser

__all__ = ["ZulipParser"]
