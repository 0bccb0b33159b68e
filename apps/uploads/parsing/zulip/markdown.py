"""Zulip's Markdown as people read it: mentions by name, links by their label, emoji, quotations as answers, polls."""

import re
from typing import NamedTuple

from apps.uploads.parsing.emoji_names import show_emoji
from apps.uploads.parsing.structured.records import clean_text

MENTION = re.compile(r"@_?\*\*([^*|\n]{1,120})(?:\|\d{1,20})?\*\*")
GROUP_MENTION = re.compile(r"@_?\*([^*\n]{1,120})\*")
TOPIC = re.compile(r"#\*\*([^*>\n]{1,120})(?:>([^*\n]{1,120}))?\*\*")
LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\(([^()\s]{1,2000})\)")
QUOTED = re.compile(
    r"@_?\*\*[^*|\n]{1,120}(?:\|\d{1,20})?\*\* \[[^\[\]\n]{1,60}\]\([^()\s]{1,600}/(?:near|with)/(\d{1,20})\):?\s{0,4}"
)
FENCE = re.compile(r"(`{3,20})quote[ \t]*\n")
UPLOAD = "/user_uploads/"
POLL_COMMAND = re.compile(r"/poll(?:[ \t]+|(?=\n|\Z))")
"""The question follows, and the first options, a line each; those added later are told elsewhere."""


class Written(NamedTuple):
    text: str
    mentions: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    answered: str = ""
    is_poll: bool = False


def read_markdown(content: str) -> Written:
    text, answered = _take_quotation(clean_text(content))
    poll = POLL_COMMAND.match(text)
    text = text[poll.end() :] if poll else text
    mentions = dict.fromkeys(MENTION.findall(text))
    links: dict[str, None] = {}

    def show(link: re.Match[str]) -> str:
        if UPLOAD not in link[2] and link[2].startswith(("http://", "https://", "mailto:")):
            links[link[2]] = None
        return link[1] or link[2].rpartition("/")[2]

    text = LINK.sub(show, text) if "](" in text else text
    text = MENTION.sub(r"@\1", text)
    text = GROUP_MENTION.sub(r"@\1", text)
    text = TOPIC.sub(lambda found: f"#{found[1]} > {found[2]}" if found[2] else f"#{found[1]}", text)
    text = show_emoji(text.removeprefix("/me ").strip())
    return Written(text, tuple(mentions), tuple(links), answered, poll is not None)


def _take_quotation(text: str) -> tuple[str, str]:
    """Return what stands behind a leading quotation, and the id of the message it quotes."""
    said = QUOTED.match(text)
    fence = FENCE.match(text, said.end()) if said else None
    if fence is None:
        return text, ""
    end = text.find(f"\n{fence[1]}", fence.end() - 1)
    rest = text[end + 1 + len(fence[1]) :] if end >= 0 else ""
    return rest.strip(), said[1]
