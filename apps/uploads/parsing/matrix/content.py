"""What an event's content says: words, files, addresses and people."""

from typing import Any, NamedTuple

from apps.uploads.parsing.base import CALL, MESSAGE, POLL, SYSTEM, Attachment
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.markup import html_to_text
from apps.uploads.parsing.values import dict_of, dicts_of, list_of, name_of, ref_of, size_of, text_of

FILES = {"m.image": "image", "m.file": "", "m.audio": "audio", "m.video": "video", "m.sticker": "sticker"}
WORDS = frozenset(("m.text", "m.notice", "m.emote", "m.location", "m.server_notice"))
VERIFICATION = "m.key.verification.request"
"""A message by form only: the program asks for it."""
POLLS = ("m.poll.start", "org.matrix.msc3381.poll.start")
QUESTIONS = (*POLLS, "m.poll")
TEXTS = ("body", "m.text", "org.matrix.msc1767.text")
MEMBERSHIPS = {
    "join": "joined the room",
    "leave": "left the room",
    "invite": "was invited",
    "ban": "was banned",
    "knock": "asked to join",
}
STATES = {
    "m.room.create": "created the room",
    "m.room.avatar": "changed the room's picture",
    "m.room.encryption": "switched encryption on",
    "m.room.pinned_events": "changed the pinned messages",
    "m.room.tombstone": "moved the room elsewhere",
    "m.room.power_levels": "changed who may do what",
    "m.room.join_rules": "changed who may join",
    "m.room.guest_access": "changed whether guests may join",
    "m.room.history_visibility": "changed who sees earlier messages",
    "m.room.canonical_alias": "changed the room's address",
    "m.room.aliases": "changed the room's addresses",
    "m.room.server_acl": "changed which servers may take part",
    "m.room.third_party_invite": "invited somebody by their address",
    "im.vector.modular.widgets": "changed the widgets",
}
CALLS = {"m.call.invite": "called", "m.call.hangup": "ended the call", "m.call.reject": "declined the call"}


class Content(NamedTuple):
    text: str
    kind: str = MESSAGE
    attachments: tuple[Attachment, ...] = ()
    mentions: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


def read_message(content: dict[str, Any], names: dict[str, str], *, is_answer: bool) -> Content:
    """Return what an `m.room.message` or `m.sticker` says; `names` are people's by their ids."""
    body = text_of(content.get("body"))
    body = _without_fallback(body) if is_answer else body
    kind = ref_of(content.get("msgtype"))
    formatted = content.get("formatted_body")
    marked = html_to_text(formatted) if isinstance(formatted, str) and "<a" in formatted else html_to_text("")
    mentions = _mentions(content, names) or marked.mentions
    if kind in FILES:
        body, attachment = _read_file(content, body, FILES[kind])
        return Content(body, MESSAGE, (attachment,), mentions, marked.links)
    if kind == VERIFICATION:
        return Content(body, SYSTEM)
    place = text_of(content.get("geo_uri"))
    links = (*marked.links, place) if place else marked.links
    return Content(body, MESSAGE, (), mentions, tuple(link for link in links if link not in body))


def read_poll(content: dict[str, Any]) -> Content:
    """Return the question and its answers, a line each."""
    poll = next((dict_of(content.get(key)) for key in QUESTIONS if key in content), {})
    lines = [_text_in(dict_of(poll.get("question"))), *map(_text_in, dicts_of(poll.get("answers")))]
    return Content("\n".join(filter(None, lines)) or _text_in(content), POLL)


def describe_event(event: dict[str, Any], names: dict[str, str]) -> Content:
    """Return a sentence for what is no message: state, calls and whatever else."""
    kind, content = text_of(event.get("type")), dict_of(event.get("content"))
    actor = _name(event.get("sender"), names)
    if kind == "m.room.member":
        return Content(_describe_member(event, content, actor, names), SYSTEM)
    if kind in CALLS:
        return Content(f"{actor} {CALLS[kind]}", CALL)
    if kind in ("m.room.name", "m.room.topic"):
        word = kind.rpartition(".")[2]
        return Content(f"{actor} changed the room's {word} to {text_of(content.get(word))}", SYSTEM)
    return Content(f"{actor} {STATES.get(kind) or f'sent {kind}'}: {_text_in(content)}".rstrip(": "), SYSTEM)


def _describe_member(
    event: dict[str, Any], content: dict[str, Any], actor: str, names: dict[str, str]
) -> str:
    target, membership = event.get("state_key"), text_of(content.get("membership"))
    before = dict_of(event.get("prev_content")) or dict_of(dict_of(event.get("unsigned")).get("prev_content"))
    is_other = isinstance(target, str) and target != event.get("sender")
    if membership == "join" and before.get("membership") == "join":
        old, new = name_of(before.get("displayname")), name_of(content.get("displayname"))
        return (
            f"{old or actor} is now called {new or target}"
            if old != new
            else f"{actor} changed their picture"
        )
    if is_other and membership == "leave":
        return f"{actor} removed {_name(target, names)}"
    who = _name(target, names) if isinstance(target, str) else actor
    said = f"{who} {MEMBERSHIPS.get(membership, f'is now: {membership}')}"
    return f"{said} by {actor}" if is_other else said


def _read_file(content: dict[str, Any], body: str, kind: str) -> tuple[str, Attachment]:
    """Return the caption, and the file; without a name of its own the body is the file's name."""
    info, name = dict_of(content.get("info")), name_of(content.get("filename"))
    caption = body if name and name != body else ""
    name = name or name_of(body)
    kind = kind or guess_type(name, text_of(info.get("mimetype")))
    return caption, Attachment(name[:255], kind, size_of(info.get("size")))


def _mentions(content: dict[str, Any], names: dict[str, str]) -> tuple[str, ...]:
    ids = map(ref_of, list_of(dict_of(content.get("m.mentions")).get("user_ids"))[:1000])
    return tuple(dict.fromkeys(_name(one, names) for one in ids if one))


def _name(user_id: Any, names: dict[str, str]) -> str:
    return (
        names.get(user_id, "")
        if isinstance(user_id, str) and user_id in names
        else name_of(user_id) or "Somebody"
    )


def _text_in(content: dict[str, Any]) -> str:
    found = (content.get(key) for key in TEXTS)
    return next((text for one in found if (text := text_of(one) or _first_body(one))), "")


def _first_body(value: Any) -> str:
    """Return the text of `[{"body": …}]`, as newer events write it."""
    return next((text_of(one.get("body")) for one in dicts_of(value)), "")


def _without_fallback(body: str) -> str:
    """Return the body without the lines that repeat the message answered, and the blank line after them."""
    if not body.startswith("> "):
        return body
    lines = body.split("\n")
    first = next((place for place, line in enumerate(lines) if not line.startswith(">")), len(lines))
    return "\n".join(lines[first:]).strip()
