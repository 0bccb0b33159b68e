"""What Signal's export of chat history says happened, as sentences."""

import re
from collections.abc import Iterator
from typing import Any

from apps.uploads.parsing.signal.backup_people import Directory
from apps.uploads.parsing.values import dict_of, dicts_of, int_of, name_of, ref_of

CALLS = frozenset(("individualCall", "groupCall"))
SIMPLE = {
    "JOINED_SIGNAL": "{name} joined Signal.",
    "IDENTITY_UPDATE": "The safety number with {name} changed.",
    "IDENTITY_VERIFIED": "The safety number with {name} was marked as verified.",
    "IDENTITY_DEFAULT": "The safety number with {name} was marked as not verified.",
    "CHANGE_NUMBER": "{name} changed their phone number.",
    "END_SESSION": "{name} reset the secure session.",
    "CHAT_SESSION_REFRESH": "The secure session was refreshed.",
    "BAD_DECRYPT": "A message of {name} could not be delivered.",
    "PAYMENTS_ACTIVATED": "{name} activated payments.",
    "PAYMENT_ACTIVATION_REQUEST": "{name} asked to activate payments.",
    "UNSUPPORTED_PROTOCOL_MESSAGE": "{name} sent a message that this version of Signal could not show.",
    "REPORTED_SPAM": "The chat was reported as spam.",
    "BLOCKED": "The chat was blocked.",
    "UNBLOCKED": "The chat was unblocked.",
    "MESSAGE_REQUEST_ACCEPTED": "The message request was accepted.",
}
MISSED = frozenset(("MISSED", "MISSED_NOTIFICATION_PROFILE", "NOT_ACCEPTED", "DECLINED"))
WORDS = re.compile(r"[A-Z]?[a-z0-9]+")
MS_PER_SECOND = 1000


def describe_update(update: dict[str, Any], name: str, directory: Directory) -> str:
    """Return what happened; `name` is whose line it is. Kinds that are not known are told by their key."""
    if simple := dict_of(update.get("simpleUpdate")):
        kind = name_of(simple.get("type"))
        return SIMPLE.get(kind, f"{{name}}: {kind.replace('_', ' ').lower()}.").format(name=name)
    if call := dict_of(update.get("individualCall")):
        return _individual_call(call, name)
    if change := dict_of(update.get("groupChange")):
        return "\n".join(_group_changes(change, directory))
    if "expirationTimerChange" in update:
        seconds = (int_of(dict_of(update["expirationTimerChange"]).get("expiresInMs")) or 0) // MS_PER_SECOND
        return f"{name} set disappearing messages to {seconds} seconds."
    if profile := dict_of(update.get("profileChange")):
        return f"{name_of(profile.get('previousName'))} is now called {name_of(profile.get('newName'))}."
    if "groupCall" in update:
        return "Group call."
    return "\n".join(f"{name}: {_spell(key)}." for key in update)


def _individual_call(call: dict[str, Any], name: str) -> str:
    kind = "video call" if name_of(call.get("type")) == "VIDEO_CALL" else "voice call"
    missed = ", missed" if name_of(call.get("state")) in MISSED else ""
    direction = "Outgoing" if name_of(call.get("direction")) == "OUTGOING" else "Incoming"
    return f"{direction} {kind} ({name}){missed}."


def _group_changes(change: dict[str, Any], directory: Directory) -> Iterator[str]:
    """Yield a line for each change: what it is, who made it, and the name or person that is new."""
    for one in dicts_of(change.get("updates")):
        for key, value in one.items():
            details = dict_of(value)
            who = [
                directory.name_account(ref_of(details[field]))
                for field in details
                if field.lower().endswith("aci") and field != "updaterAci"
            ]
            new = [*who, name_of(details.get("newGroupName")), name_of(details.get("newDescription"))]
            actor = directory.name_account(ref_of(details["updaterAci"])) if "updaterAci" in details else ""
            said = ": ".join(filter(None, (_spell(key), ", ".join(filter(None, new)))))
            yield f"{actor}: {said}." if actor else f"{said.capitalize()}."


def _spell(key: str) -> str:
    """Return `groupNameUpdate` as words."""
    return " ".join(WORDS.findall(key)).lower().removesuffix(" update")
