"""Where a message's words stand: in its text, its blocks, or in what is attached to it."""

from typing import Any

from apps.uploads.parsing.slack.blocks import blocks_text, raw_text
from apps.uploads.parsing.values import dict_of, dicts_of, name_of


def read_quotes(record: dict[str, Any]) -> tuple[str, str]:
    """Return the words as markup, and the author of the message that is passed on with them, if one is."""
    is_bot = bool(record.get("bot_id")) or record.get("subtype") == "bot_message"
    text = raw_text(record.get("text")).strip()
    if is_bot or not text:
        text = _join_blocks(text, blocks_text(record.get("blocks")))
    if not text and record.get("subtype") == "file_comment":
        text = raw_text(dict_of(record.get("comment")).get("comment"))
    parts, quoted = [text], ""
    for attached in dicts_of(record.get("attachments")):
        is_shared = attached.get("is_share") is True
        if is_shared:
            quoted = quoted or name_of(attached.get("author_name")) or name_of(attached.get("author_subname"))
        if is_shared or not text or (is_bot and not _is_preview(attached)):
            parts.append(attached_text(attached))
    return "\n".join(filter(None, parts)), quoted


def _join_blocks(text: str, blocks: str) -> str:
    """Return what a bot wrote: its blocks, and the text that it gave for notifications where that says more."""
    short, long = (" ".join(part.split()) for part in (text, blocks))
    if short in long:
        return blocks
    return text if long in short else f"{text}\n{blocks}"


def _is_preview(attached: dict[str, Any]) -> bool:
    """Slack attaches what a link in the text leads to; that is nobody's words."""
    return (
        bool(attached.get("from_url") or attached.get("original_url"))
        or attached.get("is_msg_unfurl") is True
    )


def attached_text(attached: dict[str, Any]) -> str:
    """Return the words of a message's attachment, as Slack and what imitates it have them."""
    parts = [raw_text(attached.get(key)).strip() for key in ("pretext", "title", "text")]
    for field in dicts_of(attached.get("fields")):
        parts.append(": ".join(filter(None, (raw_text(field.get("title")), raw_text(field.get("value"))))))
    if not any(parts):
        parts = [blocks_text(attached.get("blocks")) or raw_text(attached.get("fallback")).strip()]
    return "\n".join(filter(None, parts))
