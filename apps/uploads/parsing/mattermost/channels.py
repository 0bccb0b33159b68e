"""Names of channels and direct chats."""

from typing import Any

from apps.uploads.parsing.values import list_of, name_of

MAX_NAMED = 8


class Channels:
    """What a channel is called; the team stands before it where the export holds several."""

    def __init__(self) -> None:
        self._teams: dict[str, str] = {}
        self._channels: dict[tuple[str, str], str] = {}

    def see(self, kind: str, record: dict[str, Any]) -> None:
        name, shown = name_of(record.get("name")), name_of(record.get("display_name"))
        if kind == "team":
            self._teams[name] = shown or name
        elif kind == "channel":
            self._channels[name_of(record.get("team")), name] = shown or name

    def find(self, post: dict[str, Any]) -> tuple[str, str]:
        """Return the name and the id of where a post stands."""
        members = sorted(filter(None, map(name_of, list_of(post.get("channel_members")))))
        if members:
            more = f" and {len(members) - MAX_NAMED} more" if len(members) > MAX_NAMED else ""
            return ", ".join(members[:MAX_NAMED])[:180] + more, f"direct {' '.join(members)}"[:100]
        team, channel = name_of(post.get("team")), name_of(post.get("channel"))
        shown = self._channels.get((team, channel)) or channel or "Mattermost"
        if len(self._teams) > 1 and team in self._teams:
            shown = f"{self._teams[team]} / {shown}"
        return shown[:200], f"{team}/{channel}"[:100] if channel else ""
