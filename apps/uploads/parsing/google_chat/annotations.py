"""What Google Chat notes beside a message's words: calls, links, people mentioned, reactions."""

from collections.abc import Iterator
from typing import Any

from apps.uploads.parsing.values import dict_of, dicts_of, name_of, ref_of, text_of

WRAPPED_URL = "private_do_not_access_or_else_safe_url_wrapped_value"


def call_of(record: dict[str, Any]) -> str:
    """Return a sentence for a call that was started, empty if none was."""
    for annotation in dicts_of(record.get("annotations")):
        meeting = dict_of(dict_of(annotation.get("video_call_metadata")).get("meeting_space"))
        if meeting:
            return f"Started a call: {text_of(meeting.get('meeting_url')) or text_of(meeting.get('meeting_code'))}"
    return ""


def links_of(record: dict[str, Any]) -> Iterator[str]:
    for annotation in dicts_of(record.get("annotations")):
        address = dict_of(annotation.get("url_metadata")).get("url")
        if link := text_of(dict_of(address).get(WRAPPED_URL) or address):
            yield link
        meeting = dict_of(dict_of(annotation.get("video_call_metadata")).get("meeting_space"))
        if link := text_of(meeting.get("meeting_url")):
            yield link
        if drive := ref_of(dict_of(annotation.get("drive_metadata")).get("id")):
            yield f"https://drive.google.com/open?id={drive}"


def mentions_of(record: dict[str, Any]) -> Iterator[str]:
    for annotation in dicts_of(record.get("annotations")):
        mention = dict_of(annotation.get("user_mention_metadata"))
        if name := name_of(dict_of(mention.get("user")).get("name") or mention.get("display_name")):
            yield name


def emoji_of(reaction: dict[str, Any]) -> str:
    emoji = dict_of(reaction.get("emoji"))
    return text_of(emoji.get("unicode") or dict_of(emoji.get("custom_emoji")).get("shortcode"))
