"""Element's web pages: of versions whose times have seconds, and of those that show hours and minutes only."""

from collections.abc import Callable
from html import escape

from apps.uploads.parsing.base import DELETED, MESSAGE
from apps.uploads.tests.parsing.made_up.chat import Chat, Said, Traits
from apps.uploads.tests.parsing.made_up.writing import MINUTE, SECOND, Writer

ROOM = "!allotment:example.org"
PER_PAGE = 70
PERSON = "@{}:example.org"
HEAD = (
    '<!DOCTYPE html><html lang="en"><head><title>Exported Data</title></head><body><main class="mx_RoomView">'
    '<div class="mx_RoomHeader_info" title="{0}"><span class="mx_RoomHeader_truncated mx_lineClamp">{0}</span></div>'
    '<ol class="mx_RoomView_MessageList"><div class="mx_NewRoomIntro"><h2> {0} </h2></div>'
)
FOLDERS = {"image": "images", "audio": "audio", "file": "files"}


def _write(stamp: Callable[[Said], str]) -> Callable[[Chat], dict[str, bytes]]:
    def write(chat: Chat) -> dict[str, bytes]:
        pages = {}
        for first in range(0, len(chat.said), PER_PAGE):
            number = first // PER_PAGE + 1
            body = "".join(_page(chat.said[first : first + PER_PAGE], stamp))
            page = f"{HEAD.format(chat.name)}{body}</ol></main></body></html>"
            pages[f"export/messages{number if number > 1 else ''}.html"] = page.encode()
        return pages

    return write


def _page(said: tuple[Said, ...], stamp: Callable[[Said], str]):
    last = None
    for one in said:
        joined = last is not None and last.local.date() == one.local.date() and last.human == one.human
        if last is None or last.local.date() != one.local.date():
            day = f"{one.local:%a, %b} {one.local.day}, {one.local.year}"
            yield f'<li><div class="mx_DateSeparator" role="separator" aria-label="{day}"><h2>{day}</h2></div></li>'
        yield _tile(one, "" if joined else _profile(one), stamp(one))
        last = one


def _profile(said: Said) -> str:
    name, person = escape(said.human.name), PERSON.format(said.human.ref)
    return (
        f'<div class="mx_DisambiguatedProfile"><span class="mx_Username_color6 mx_DisambiguatedProfile_displayName" '
        f'dir="auto">{name}</span></div><div class="mx_EventTile_avatar"><span class="mx_BaseAvatar" title="{person}">'
        f"<span>{name[:1]}</span></span></div>"
    )


def _tile(said: Said, profile: str, stamp: str) -> str:
    return (
        f'<div class="mx_Export_EventWrapper" id="$e{said.number}"><li class="mx_EventTile" tabindex="-1" '
        f'data-event-id="$e{said.number}">{profile}<div class="mx_EventTile_line">'
        f'<a href="https://matrix.to/#/{ROOM}/$e{said.number}?via=example.org">{stamp}</a>{_answer(said)}{_body(said)}'
        f"</div>{_reactions(said)}</li></div>"
    )


def _answer(said: Said) -> str:
    if said.reply_to is None:
        return ""
    anchor = f'<a class="mx_reply_anchor" href="#$e{said.reply_to}"> this message </a>'
    return f'<p class="mx_ReplyChain_Export">In reply to {anchor}</p>'


def _body(said: Said) -> str:
    if said.kind == DELETED:
        return '<span class="mx_RedactedBody">Message deleted</span>'
    if said.kind != MESSAGE:
        return f'<div class="mx_TextualEvent">{escape(said.text)}</div>'
    edited = (
        '<div class="mx_EventTile_edited" title="Edited at noon">(edited)</div>' if said.is_edited else ""
    )
    if said.attachment:
        name, kind = said.attachment
        tag = {"image": "<img src='{0}'>", "audio": "<audio src='{0}' controls></audio>"}.get(
            kind, "<a href='{0}'><span class='mx_MFileBody_info_filename'>x (1 MB)</span></a>"
        )
        return f'<span class="mx_MFileBody mx_EventTile_content">{tag.format(f"{FOLDERS[kind]}/{name}")}{edited}</span>'
    body = f'<span class="mx_EventTile_body" dir="auto">{escape(said.text)}</span>'
    return f'<div class="mx_MTextBody mx_EventTile_content">{body}{edited}</div>'


def _reactions(said: Said) -> str:
    buttons = "".join(
        f'<div class="mx_ReactionsRowButton" aria-label="{escape(_list([one.name for one in people]))} reacted with x">'
        f'<span class="mx_ReactionsRowButton_content">{emoji}</span>'
        f'<span class="mx_ReactionsRowButton_count">{len(people)}</span></div>'
        for emoji, people in said.reactions
    )
    return f'<div class="mx_ReactionsRow">{buttons}</div>'


def _list(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _titled(said: Said) -> str:
    at = said.local
    return (
        f'<span class="mx_MessageTimestamp" title="{at:%a, %b} {at.day} {at:%Y %H:%M:%S}">{at:%H:%M}</span>'
    )


def _plain(said: Said) -> str:
    return f'<span class="mx_MessageTimestamp" aria-live="off">{said.local:%H:%M}</span>'


TRAITS = Traits(
    keeps=frozenset(("reply_to", "is_edited", "reactions", "attachment")),
    kinds=("message", "deleted", "system"),
    one_attachment_without_text=True,
)

WRITERS = [
    Writer(
        f"matrix-html-{name}",
        "matrix_html",
        _write(stamp),
        TRAITS,
        precision=precision,
        has_utc=False,
        keeps_ids=True,
        keeps_sender_refs=True,
        sender_ref=PERSON.format,
        keeps_reaction_senders=True,
    )
    for name, stamp, precision in (("2023", _titled, SECOND), ("2025", _plain, MINUTE))
]
