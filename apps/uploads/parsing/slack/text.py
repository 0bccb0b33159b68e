"""Slack's markup as text that people can read."""

import re

from apps.uploads.parsing.emoji_names import show_emoji
from apps.uploads.parsing.markup import Marked
from apps.uploads.parsing.slack.workspace import Workspace

TOKEN = re.compile(r"<([@#!][^<>\n]{1,4000}|[A-Za-z][A-Za-z0-9+.-]{1,20}:[^<>\n]{1,4000})>")
"""A person, channel or group, or an address; Slack escapes every other angle bracket, but tools may not."""
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


class MarkupReader:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def read(self, text: str, *, is_event: bool = False) -> Marked:
        """Return the text with names for ids, labels for links. Events name people without the `@` of a mention."""
        links: dict[str, None] = {}
        mentions: dict[str, None] = {}

        def show(match: re.Match[str]) -> str:
            target, _, label = match[1].partition("|")
            if target.startswith("@"):
                name = self.name_person(target[1:], label)
                mentions[name] = None
                return name if is_event else f"@{name}"
            if target.startswith("#"):
                channel = self._workspace.channels.get(target[1:])
                return f"#{label or (channel.name if channel else target[1:])}"
            if target.startswith("!"):
                return _show_special(target, label)
            if label and label != target.removeprefix("mailto:"):
                links[target] = None
            return label or target

        shown = TOKEN.sub(show, text) if "<" in text else text
        if "&" in shown:
            for entity, character in ENTITIES:
                shown = shown.replace(entity, character)
        shown = show_emoji(shown)
        hidden = tuple(unescape(link) for link in links if unescape(link) not in shown)
        return Marked(shown, hidden, () if is_event else tuple(mentions))

    def name_person(self, ref: str, label: str = "") -> str:
        return self._workspace.people.get(ref) or label or ref


def unescape(text: str) -> str:
    for entity, character in ENTITIES:
        text = text.replace(entity, character)
    return text


def _show_special(target: str, label: str) -> str:
    """`<!here>`, `<!subteam^S1|@team>`, `<!date^123^{date}|yesterday>`."""
    if label:
        return label
    return f"@{target[1:].partition('^')[0]}"
