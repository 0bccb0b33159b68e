"""What imessage-exporter and bagoup write of Apple's Messages."""

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
] + [Writer("bagoup", "imessage", write_bagoup, Traits(frozenset(("attachment",))), SECOND, has_utc=False)]
