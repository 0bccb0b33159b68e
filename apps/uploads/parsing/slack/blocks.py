"""Words in Slack's blocks, for messages whose `text` is empty, written back as markup."""

from collections.abc import Iterator
from typing import Any

from apps.uploads.parsing.emoji_names import emoji_of
from apps.uploads.parsing.values import dicts_of, ref_of, text_of

MAX_DEPTH = 12
BUTTONS = "actions"
LINES = frozenset(
    ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote", "header", "section")
)


def blocks_text(blocks: Any) -> str:
    """Return the blocks as Slack's markup, a line for each section or item of a list."""
    return "\n".join(filter(None, map(str.strip, "".join(_walk(blocks, 0)).split("\n"))))


def _walk(value: Any, depth: int) -> Iterator[str]:
    if depth > MAX_DEPTH:
        return
    for element in dicts_of(value):
        kind = element.get("type")
        if kind == BUTTONS:
            continue
        yield _element(element, kind if isinstance(kind, str) else "")
        for key in ("elements", "fields"):
            yield from _walk(element.get(key), depth + 1)
        if isinstance(kind, str) and kind in LINES:
            yield "\n"


def _element(element: dict[str, Any], kind: str) -> str:
    match kind:
        case "user":
            return f"<@{ref_of(element.get('user_id'))}>"
        case "usergroup":
            return f"<!subteam^{ref_of(element.get('usergroup_id'))}>"
        case "channel":
            return f"<#{ref_of(element.get('channel_id'))}>"
        case "broadcast":
            return f"<!{ref_of(element.get('range'))}>"
        case "emoji":
            return emoji_of(ref_of(element.get("name")) or "?")
        case "link":
            url, label = _escape(raw_text(element.get("url"))), _escape(raw_text(element.get("text")))
            return f"<{url}|{label}>" if label else f"<{url}>"
        case "text":
            return _escape(raw_text(element.get("text")))
    inner = element.get("text")
    if isinstance(inner, dict):
        words = raw_text(inner.get("text"))
        return words if inner.get("type") == "mrkdwn" else _escape(words)
    return _escape(raw_text(inner))


def raw_text(value: Any) -> str:
    """Return a string as it is, with the blanks at its ends that part it from its neighbours."""
    return value if isinstance(value, str) else text_of(value)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
