"""Mattermost's bulk export, JSON lines, as `mmctl export` and the older `mattermost export bulk` write it (version 1).

Each line is `{"type": T, T: {…}}`: version, team, channel, user, post, direct_channel, direct_post, emoji. Replies are
nested in the post they answer. There are no ids of messages, no marks of edits and nothing of what was deleted, so a
line (and the number of a reply in it) is a message's place. Tables of a compliance or channel export (see `table`) have
ids of everything.

People are shown by username, as Mattermost does by default. Newer servers mark what the program says by a post's
`type` (`system_join_channel`); older exports do not, and "ann joined the channel." is then a message like any other.
"""

from apps.uploads.parsing.mattermost.parser import MattermostParser

__all__ = ["MattermostParser"]
