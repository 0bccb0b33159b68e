"""iMazing's tables of Messages and WhatsApp."""

import csv
from io import StringIO

from apps.uploads.parsing.base import DELETED, MESSAGE, SYSTEM
from apps.uploads.tests.parsing.made_up.chat import Chat, Said, Traits
from apps.uploads.tests.parsing.made_up.writing import SECOND, Writer

COLUMNS = (
    "Chat Session", "Message ID", "Message Date", "Delivered Date", "Read Date", "Edited Date", "Deleted Date",
    "Service", "Type", "Sender ID", "Sender Name", "Status", "Replying to", "Subject", "Text", "Reactions",
    "Attachment", "Attachment type",
)  # fmt: skip


OLD_COLUMNS = tuple(one for one in COLUMNS if one not in ("Message ID", "Deleted Date"))
OF_WHATSAPP = (
    "Chat Session", "Message Date", "Sent Date", "Type", "Sender ID", "Sender Name", "Status", "Forwarded",
    "Replying to", "Text", "Reactions", "Attachment", "Attachment type", "Attachment info",
)  # fmt: skip


def write_imazing(chat: Chat, columns: tuple[str, ...], delimiter: str = ",") -> dict[str, bytes]:
    """A file has a row before that of the words; only newer versions tell ids."""
    table = StringIO()
    writer = csv.DictWriter(table, columns, delimiter=delimiter, extrasaction="ignore", restval="")
    writer.writeheader()
    for said in chat.said:
        row = {
            "Chat Session": chat.name,
            "Message ID": f"ID-{said.number}",
            "Message Date": f"{said.local:%Y-%m-%d %H:%M:%S}",
            "Service": "iMessage",
            **_who(said),
        }
        if said.attachment:
            writer.writerow({**row, "Attachment": said.attachment[0], "Attachment type": said.attachment[1]})
        writer.writerow({**row, "Text": said.text})
    return {f"Messages - {chat.name}.csv": f"\ufeff{table.getvalue()}".encode()}


def _who(said: Said) -> dict[str, str]:
    if said.kind == SYSTEM:
        return {"Type": "Notification"}
    day = f"{said.local:%Y-%m-%d} 23:59:00"
    return {
        "Type": "Incoming",
        "Sender ID": said.human.ref,
        "Sender Name": said.human.name,
        "Edited Date": day if said.is_edited else "",
        "Deleted Date": day if said.kind == DELETED else "",
    }


COMMON = {"precision": SECOND, "has_utc": False, "keeps_sender_refs": True}
WRITERS = [
    Writer(
        "imazing",
        "imessage",
        lambda chat: write_imazing(chat, COLUMNS),
        Traits(frozenset(("is_edited", "attachment")), (MESSAGE, SYSTEM, DELETED)),
        keeps_ids=True,
        **COMMON,
    ),
    Writer(
        "imazing-without-ids",
        "imessage",
        lambda chat: write_imazing(chat, OLD_COLUMNS, ";"),
        Traits(frozenset(("is_edited",)), (MESSAGE, SYSTEM)),
        **COMMON,
    ),
    Writer(
        "imazing-whatsapp",
        "imazing",
        lambda chat: write_imazing(chat, OF_WHATSAPP),
        Traits(kinds=(MESSAGE, SYSTEM)),
        **COMMON,
    ),
]
