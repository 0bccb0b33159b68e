"""What Teams tells about people and channels, in sentences."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from apps.uploads.parsing.base import CALL, SYSTEM
from apps.uploads.parsing.values import dicts_of, name_of, text_of

GRAPH_TYPE = re.compile(r"#?(?:microsoft\.graph\.)?(?P<name>\w+?)(?:EventMessageDetail)?")
NAMES = ("chatdisplayname", "channeldisplayname", "teamdisplayname", "teamsappdisplayname", "calleventtype")
PEOPLE = ("members", "callparticipants", "participants")
CALLS = ("callstarted", "callended")
SENTENCES = {
    "callended": "The call ended", "callstarted": "A call started", "callrecording": "The call was recorded",
    "calltranscript": "The call was transcribed", "channeladded": "A channel was added",
    "channeldeleted": "A channel was deleted", "channeldescriptionupdated": "The channel's description was changed",
    "channelrenamed": "The channel was renamed", "chatrenamed": "The chat was renamed",
    "conversationmemberroleupdated": "A member's role was changed",
    "meetingpolicyupdated": "The meeting policy was changed",
    "membersadded": "Members were added", "membersdeleted": "Members were removed", "membersjoined": "Members joined",
    "membersleft": "Members left", "messagepinned": "A message was pinned", "messageunpinned": "A message was unpinned",
    "tabupdated": "A tab was changed", "teamarchived": "The team was archived", "teamcreated": "The team was created",
    "teamdescriptionupdated": "The team's description was changed", "teamjoiningdisabled": "Joining was disabled",
    "teamjoiningenabled": "Joining was enabled", "teamrenamed": "The team was renamed",
    "teamsappinstalled": "An app was added", "teamsappremoved": "An app was removed",
    "teamsappupgraded": "An app was updated", "teamunarchived": "The team was restored",
}  # fmt: skip


class Event(NamedTuple):
    """`chat_name` is set where the event gave the chat a new one."""

    kind: str
    text: str
    chat_name: str = ""


def read_event(detail: dict[str, Any], name_person: Callable[[Any], str]) -> Event:
    """Return what an EventDetail tells; keys are in small letters. `name_person` names an identity."""
    name, inner = _find(detail)
    actor = name_person(detail.get("initiator") or inner.get("initiator"))
    if not name:
        return Event(
            SYSTEM, f"{actor} changed the conversation." if actor else "The conversation was changed."
        )
    named = next(filter(None, (name_of(inner.get(key)) for key in NAMES)), "")
    people = [name_person(person) for key in PEOPLE for person in dicts_of(inner.get(key))]
    about = ", ".join(filter(None, [named, *people]))
    what = SENTENCES.get(name.lower(), f"Notice of Teams ({name[:60]})")
    text = what + (f": {about}" if about else "") + (f" (by {actor})" if actor else "") + "."
    kind = CALL if name.lower() in CALLS else SYSTEM
    return Event(kind, text, named if name.lower() == "chatrenamed" else "")


def _find(detail: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return name and content of the one event that is filled in; Graph names it by its type instead."""
    stated = text_of(detail.get("@odata.type"))
    if stated and (match := GRAPH_TYPE.fullmatch(stated)):
        return match["name"], detail
    for key, value in detail.items():
        if isinstance(value, dict) and key != "initiator":
            return key, value
    return "", {}
