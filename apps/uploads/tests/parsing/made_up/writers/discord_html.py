"""DiscordChatExporter's pages, of today and of 2021."""

from html import escape

from apps.uploads.parsing.base import CALL, MESSAGE, SYSTEM
from apps.uploads.parsing.discord.html_message import EPOCH
from apps.uploads.tests.parsing.made_up.chat import Chat, Said, Traits
from apps.uploads.tests.parsing.made_up.writing import MILLISECOND, Writer

HEAD = "<!DOCTYPE html><html lang=en><head><title>Club - x</title><style>.chatlog__message { x: y }</style></head>"


def snowflake(said: Said) -> str:
    return str(round((said.at - EPOCH).total_seconds() * 1000) << 22)


def write_page(chat: Chat) -> dict[str, bytes]:
    """One group a message, so that each may have another author and answer another."""
    groups = "\n".join(_group(said, chat) for said in chat.said)
    return _page(chat, groups)


def _page(chat: Chat, groups: str) -> dict[str, bytes]:
    head = (
        f"{HEAD}<body><div class=preamble><div class=preamble__entry>Club</div>"
        f"<div class=preamble__entry>Garden / {chat.name}</div></div>\n<div class=chatlog>\n"
    )
    end = f"</div><div class=postamble><div class=postamble__entry>Exported {len(chat.said):,} message(s)</div></div>"
    return {"Club - Garden - Allotment seven [77].html": f"{head}{groups}{end}</body></html>".encode()}


def _group(said: Said, chat: Chat) -> str:
    ref, who = snowflake(said), f'title="{escape(said.human.name)}" data-user-id={said.human.ref}'
    name = escape(said.human.name)
    begin = (
        f'<div id=chatlog__message-container-{ref} class="chatlog__message-container " data-message-id={ref}>'
    )
    if said.kind in (CALL, SYSTEM):
        body = (
            f"<span class=chatlog__system-notification-author {who}>{name}</span> "
            f"<span class=chatlog__system-notification-content><span>{escape(said.text)}</span></span>"
        )
    else:
        head = f"<div class=chatlog__header><span class=chatlog__author {who}>{name}</span></div>"
        body = f"{_reply(said, chat)}{head}{_content(said)}{_rest(said)}"
    return f"<div class=chatlog__message-group>{begin}<div class=chatlog__message>{body}</div></div></div>"


def _reply(said: Said, chat: Chat) -> str:
    if said.reply_to is None:
        return ""
    ref = snowflake(chat.said[said.reply_to])
    return (
        "<div class=chatlog__reply><div class=chatlog__reply-content><span class=chatlog__reply-link "
        f"onclick=\"scrollToMessage(event, '{ref}')\">quoted</span></div></div>"
    )


def _content(said: Said, verbatim: str = "chatlog__markdown-preserve") -> str:
    edited = "<span class=chatlog__edited-timestamp title=x>(edited)</span>" if said.is_edited else ""
    mention = ""
    if said.mention:
        mention = f'<span class=chatlog__markdown-mention title="{escape(said.mention.name)}"></span>'
        mention = mention.replace("></", f">@{escape(said.mention.name)}</")
    return (
        f'<div class="chatlog__content chatlog__markdown"><span class={verbatim}>'
        f"{escape(said.text)}{mention and ' '}{mention}</span>{edited}</div>"
    )


def _rest(said: Said) -> str:
    parts = []
    if said.attachment:
        name = escape(said.attachment[0])
        parts.append(
            "<div class=chatlog__attachment><div class=chatlog__attachment-generic-name>"
            f'<a href="https://cdn.x.org/a/b?ex=1">{name}</a></div></div>'
        )
    shown = "".join(
        f'<div class=chatlog__reaction title=x><img class=chatlog__emoji alt="{emoji}">'
        f"<span class=chatlog__reaction-count>{len(people)}</span></div>"
        for emoji, people in said.reactions
    )
    return "".join(parts) + f"<div class=chatlog__reactions>{shown}</div>"


KEEPS = frozenset(("reactions", "attachment", "reply_to", "is_edited"))
WRITERS = [
    Writer(
        "discord-html",
        "discord",
        write_page,
        Traits(KEEPS, (MESSAGE, SYSTEM)),
        MILLISECOND,
        keeps_ids=True,
        keeps_sender_refs=True,
    ),
]
