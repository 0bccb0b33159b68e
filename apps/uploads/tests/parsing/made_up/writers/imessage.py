"""What imessage-exporter and bagoup write of Apple's Messages."""

from html import escape

from apps.uploads.parsing.base import DELETED, MESSAGE, SYSTEM
from apps.uploads.tests.parsing.made_up.chat import Chat, Said, Traits
from apps.uploads.tests.parsing.made_up.writing import SECOND, Writer

ROOT = "~/Library/Messages/Attachments/ab/11"


def write_exporter(chat: Chat, tapbacks: str, folder: str) -> dict[str, bytes]:
    answers: dict[int, list[Said]] = {}
    for said in chat.said:
        if said.reply_to is not None:
            answers.setdefault(said.reply_to, []).append(said)
    blocks = (_block(said, tapbacks, folder, answers.get(said.number, ())) for said in chat.said)
    return {"Allotment seven - 77.txt": "".join(blocks).encode()}


def _time(said: Said) -> str:
    """The hour is padded with a blank."""
    at = said.local
    return f"{at:%b %d, %Y} {at.hour % 12 or 12:>2}:{at:%M:%S %p}"


def _block(said: Said, tapbacks: str, folder: str, answers) -> str:
    if said.kind == SYSTEM:
        return f"{_time(said)} {said.human.name} renamed the conversation to {said.text}\n\n"
    read = " (Read by you after 1 minute, 3 seconds)" if said.number % 3 else ""
    lines = [f"{_time(said)}{read}", said.human.name, *_body(said, folder)]
    if said.reactions:
        lines.append(tapbacks)
        lines += [f"{emoji} by {human.name}" for emoji, people in said.reactions for human in people]
        lines.append("")
    for answer in answers:
        lines += [
            f"    {_time(answer)}",
            f"    {answer.human.name}",
            f"    {answer.text.split(chr(10))[0]}",
            "",
        ]
    if said.reply_to is not None:
        lines.append("This message responded to an earlier message.")
    return "\n".join(lines) + "\n\n"


def _body(said: Said, folder: str) -> list[str]:
    if said.kind == DELETED:
        return ["They unsent this message part 5 seconds after sending!"]
    lines = [f"{folder}/{said.attachment[0]}"] if said.attachment else []
    if said.is_edited:
        return [*lines, f"{_time(said)} first words", f"Edited 7 seconds later: {said.text}", ""]
    return [*lines, said.text]


def write_page(chat: Chat) -> dict[str, bytes]:
    answers: dict[int, list[Said]] = {}
    for said in chat.said:
        if said.reply_to is not None:
            answers.setdefault(said.reply_to, []).append(said)
    parts = []
    for said in chat.said:
        if said.kind == SYSTEM:
            shown = f'<span class="timestamp">{_time(said)}</span> {escape(said.human.name)} left the conversation.'
            parts.append(f'<div class ="announcement"><p>{shown}</p></div>')
        else:
            copies = "".join(
                f'<div class="reply">{_page_message(one)}</div>' for one in answers.get(said.number, ())
            )
            parts.append(_page_message(said, f'<div class="replies">{copies}</div>' if copies else ""))
    style = "<style>.message {color: red}</style>"
    page = f'<html><head><meta charset="UTF-8">{style}</head><body>' + "\n".join(parts) + "</body></html>"
    return {"Allotment seven - 77.html": page.encode()}


def _page_message(said: Said, replies: str = "") -> str:
    link = f'<a title="Reveal in Messages app" href="sms://open?message-guid=GUID-{said.number:06}">{_time(said)}</a>'
    body = f'<span class="bubble">{escape(said.text)}</span>'
    if said.kind == DELETED:
        body = '<span class="unsent">They unsent this message part!</span>'
    elif said.is_edited:
        rows = "".join(
            f'<tr><td><span class="timestamp">now</span></td><td>{one}</td></tr>'
            for one in ("x", escape(said.text))
        )
        body = f'<div class="edited"><table><tbody>{rows}</tbody></table></div>'
    part = f'<hr><div class="message_part">{body}</div>'
    if said.attachment:
        source = f"attachments/7/{said.attachment[0]}"
        part = (
            f'<hr><div class="message_part"><div class="attachment"><img src="{source}"></div></div>' + part
        )
    taps = "".join(
        f'<div class="tapback"><span><b>{emoji}</b> by {escape(human.name)}</span></div>'
        for emoji, people in said.reactions
        for human in people
    )
    taps = f'<div class="tapbacks"><hr><p>Tapbacks:</p>{taps}</div>' if taps else ""
    note = (
        '<span class="reply_context">This message responded to an earlier message.</span>'
        if said.reply_to is not None
        else ""
    )
    shown = f'<span class="timestamp">{link} (Read by you after 3 seconds)</span>'
    head = f'<p>{shown}<span class="sender">{escape(said.human.name)}</span></p>'
    return f'<div class="message"><div class="received">{head}{part}{taps}{replies}{note}</div></div>'


def write_bagoup(chat: Chat) -> dict[str, bytes]:
    """The owner, whom it calls "Me", has said nothing here: the file's name tells whose it is."""
    lines = []
    for said in chat.said:
        lines.append(f"[{said.local:%Y-%m-%d %H:%M:%S}] {said.human.name}: {said.text}")
        if said.attachment:
            lines.append(f"<attached: {said.attachment[0]}>")
    return {"any,-,+15551234567.txt": "\n".join(lines).encode()}


EXPORTER = Traits(
    frozenset(("reply_to", "is_edited", "reactions", "attachment")),
    (MESSAGE, SYSTEM, DELETED),
    is_multiline=False,
)
WRITERS = [
    Writer(
        f"imessage-exporter-{version}",
        "imessage",
        lambda chat, tapbacks=tapbacks, folder=folder: write_exporter(chat, tapbacks, folder),
        EXPORTER,
        SECOND,
        has_utc=False,
        keeps_reaction_senders=True,
    )
    for version, tapbacks, folder in (("1", "Reactions:", ROOT), ("3", "Tapbacks:", "attachments/7"))
] + [
    Writer(
        "imessage-exporter-page",
        "imessage",
        write_page,
        EXPORTER,
        SECOND,
        has_utc=False,
        keeps_ids=True,
        keeps_reaction_senders=True,
    ),
    Writer("bagoup", "imessage", write_bagoup, Traits(frozenset(("attachment",))), SECOND, has_utc=False),
]
