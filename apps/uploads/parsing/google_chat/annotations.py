"""What Google Chat notes beside a message's words: calls, tasks, links, people mentioned, reactions."""

import re
from collections.abc import Iterator
from typing import Any

from apps.uploads.parsing.values import dict_of, dicts_of, name_of, ref_of, text_of

TASKS = (
    ("creation", "Created a task"),
    ("completion_change", "Changed a task"),
    ("deletion_change", "Deleted a task"),
)
"""What was done with a task; anything else, such as another assignee, is a change too."""
CALL_STATUS = re.compile(r"[A-Z_]{1,40}")
WRAPPED_URL = "private_do_not_access_or_else_safe_url_wrapped_value"


def call_of(record: dict[str, Any]) -> str:
    """Return a sentence for a call that was started, empty if none was."""
    for annotation in dicts_of(record.get("annotations")):
        meeting = dict_of(dict_of(annotation.get("video_call_metadata")).get("meeting_space"))
        if meeting:
            return f"Started a call: {text_of(meeting.get('meeting_url')) or text_of(meeting.get('meeting_code'))}"
        status = text_of(dict_of(_integration(annotation).get("call_data")).get("call_status"))
        if CALL_STATUS.fullmatch(status):
            return status.replace("_", " ").capitalize()
    return ""


def done_in(record: dict[str, Any]) -> str:
    """Return a sentence for a task or an event of the calendar that a message without words tells of."""
    for annotation in dicts_of(record.get("annotations")):
        tasks = dict_of(_integration(annotation).get("tasks_data"))
        calendar = dict_of(dict_of(_integration(annotation).get("calendar_event_data")).get("calendar_event"))
        if task := dict_of(tasks.get("task_properties")):
            done = next((words for key, words in TASKS if key in tasks), "Changed a task")
            parts = (text_of(task.get(key)) for key in ("title", "description"))
            return "\n".join(filter(None, (f"{done}: {next(parts)}", *parts)))
        if title := text_of(calendar.get("title")):
            return f"Calendar event: {title}"
    return ""


def _integration(annotation: dict[str, Any]) -> dict[str, Any]:
    return dict_of(annotation.get("gsuite_integration_metadata"))


def links_of(record: dict[str, Any]) -> Iterator[str]:
    for annotation in dicts_of(record.get("annotations")):
        address = dict_of(annotation.get("url_metadata")).get("url")
        if link := text_of(dict_of(address).get(WRAPPED_URL) or address):
            yield link
        meeting = dict_of(dict_of(annotation.get("video_call_metadata")).get("meeting_space"))
        if link := text_of(meeting.get("meeting_url")):
            yield link
        if link := text_of(dict_of(dict_of(annotation.get("interaction_data")).get("url")).get(WRAPPED_URL)):
            yield link
        if video := ref_of(dict_of(annotation.get("youtube_metadata")).get("id")):
            yield f"https://www.youtube.com/watch?v={video}"
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
