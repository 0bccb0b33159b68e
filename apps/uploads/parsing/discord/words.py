"""The words of a message: its text, what is passed on with it, and embeds."""

import re
from typing import Any

from apps.uploads.parsing.values import dict_of, dicts_of, name_of, ref_of, text_of

RAW = re.compile(r"<(?:@!?(?P<person>\d{1,25})|a?:(?P<emoji>\w{1,40}):\d{1,25})>")
"""Mentions and a server's own emoji, as they stand where the exporter was told to leave Discord's markup alone."""

UNKNOWN_AUTHOR = "unknown"
"""Of a forwarded message."""


def person_name(author: dict[str, Any]) -> str:
    """Return the account's name; nicknames belong to one server."""
    return name_of(author.get("name")) or name_of(author.get("nickname"))


def read_mentions(record: dict[str, Any]) -> tuple[str, ...]:
    """Return who is mentioned, and whose command a bot answers."""
    asked = dict_of(dict_of(record.get("interaction")).get("user"))
    people = [*dicts_of(record.get("mentions")), asked]
    return tuple(dict.fromkeys(filter(None, map(person_name, people))))


def read_words(record: dict[str, Any], forwarded: dict[str, Any], *, is_bot: bool) -> str:
    """Return the words; those of embeds too where they are the message, rather than a preview of a link in it."""
    parts = [_show_markup(text_of(holder.get("content")), record) for holder in (record, forwarded)]
    if is_bot or not any(parts):
        embeds = (embed for holder in (record, forwarded) for embed in dicts_of(holder.get("embeds")))
        parts += map(_embed_text, embeds)
    return "\n".join(filter(None, parts))


def _show_markup(text: str, record: dict[str, Any]) -> str:
    if "<" not in text:
        return text
    people = {ref_of(one.get("id")): person_name(one) for one in dicts_of(record.get("mentions"))}

    def show(match: re.Match[str]) -> str:
        if match["emoji"]:
            return f":{match['emoji']}:"
        name = people.get(match["person"])
        return f"@{name}" if name else match[0]

    return RAW.sub(show, text)


def _embed_text(embed: dict[str, Any]) -> str:
    fields = (
        ": ".join(filter(None, (text_of(field.get("name")), text_of(field.get("value")))))
        for field in dicts_of(embed.get("fields"))
    )
    return "\n".join(filter(None, (text_of(embed.get("title")), text_of(embed.get("description")), *fields)))
