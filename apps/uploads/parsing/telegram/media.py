"""Files of a record, and what it shows in place of words: a place, a contact, a poll."""

from contextlib import suppress
from pathlib import PurePosixPath
from typing import Any

from apps.uploads.parsing.base import Attachment
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.json_decode import decode_json
from apps.uploads.parsing.telegram.text import plain_text
from apps.uploads.parsing.values import dict_of, dicts_of, int_of, name_of, size_of

TYPES = {
    "sticker": "sticker",
    "voice_message": "audio",
    "audio_file": "audio",
    "video_message": "video",
    "video_file": "video",
    "animation": "gif",
}
NOT_THERE = "("
"""A path never begins so: "(File not included. Change data exporting settings to download.)"."""
MAX_NAME_CHARS = 255
MAX_INVOICE_CHARS = 16 * 1024


def read_attachments(record: dict[str, Any]) -> tuple[Attachment, ...]:
    found = []
    if "photo" in record:
        name = _file_name(record["photo"])
        found.append(Attachment(name, "image", size_of(record.get("photo_file_size"))))
    if "file" in record:
        name = name_of(record.get("file_name"))[:MAX_NAME_CHARS] or _file_name(record["file"])
        stated = record.get("media_type")
        kind = TYPES.get(stated) if isinstance(stated, str) else None
        kind = kind or guess_type(name, name_of(record.get("mime_type")))
        found.append(Attachment(name, kind, size_of(record.get("file_size"))))
    if "contact_vcard" in record:
        name = _file_name(record["contact_vcard"])
        found.append(Attachment(name, "contact", size_of(record.get("contact_vcard_file_size"))))
    return tuple(found)


def read_media_text(record: dict[str, Any]) -> str:
    """Return lines for what is neither words nor a file; empty for most messages."""
    return "\n".join(filter(None, (read(record) for key, read in READERS.items() if key in record)))


def _file_name(path: Any) -> str:
    path = name_of(path)
    return "" if path.startswith(NOT_THERE) else PurePosixPath(path).name[:MAX_NAME_CHARS]


def _place(record: dict[str, Any]) -> str:
    point = dict_of(record.get("location_information"))
    latitude, longitude = name_of(point.get("latitude")), name_of(point.get("longitude"))
    named = (name_of(record.get(key)) for key in ("place_name", "address"))
    parts = [*named, f"{latitude}, {longitude}" if latitude and longitude else ""]
    return ": ".join(filter(None, ("Location", ", ".join(filter(None, parts)))))


def _contact(record: dict[str, Any]) -> str:
    contact = dict_of(record["contact_information"])
    name = " ".join(filter(None, (name_of(contact.get(key)) for key in ("first_name", "last_name"))))
    return "Contact: " + ", ".join(filter(None, (name, name_of(contact.get("phone_number")))))


def _poll(record: dict[str, Any]) -> str:
    poll = dict_of(record["poll"])
    lines = [plain_text(poll.get("question"))]
    for answer in dicts_of(poll.get("answers")):
        voters = int_of(answer.get("voters"))
        lines.append(f"- {plain_text(answer)}" + (f" ({voters})" if voters is not None else ""))
    return "\n".join(filter(None, lines))


def _tasks(record: dict[str, Any]) -> str:
    tasks = dict_of(record["todo_list"])
    answers = [f"- {plain_text(answer)}" for answer in dicts_of(tasks.get("answers"))]
    return "\n".join(filter(None, [plain_text(tasks.get("title")), *answers]))


def _game(record: dict[str, Any]) -> str:
    parts = (name_of(record.get(key)) for key in ("game_title", "game_description", "game_link"))
    return "Game: " + ", ".join(filter(None, parts))


def _invoice(record: dict[str, Any]) -> str:
    """The program writes the invoice as a string that holds JSON."""
    invoice = dict_of(record["invoice_information"])
    if isinstance(record["invoice_information"], str):
        with suppress(ValueError):
            invoice = dict_of(decode_json(record["invoice_information"][:MAX_INVOICE_CHARS]))
    return "Invoice: " + ", ".join(
        filter(None, (name_of(invoice.get(key)) for key in ("title", "description")))
    )


def _giveaway(record: dict[str, Any]) -> str:
    return "Giveaway" if "giveaway_information" in record else "Results of a giveaway"


def _paid(record: dict[str, Any]) -> str:
    return f"Paid media ({name_of(record['paid_stars_amount']) or '?'} stars)"


READERS = {
    "place_name": _place,
    "location_information": lambda record: "" if "place_name" in record else _place(record),
    "contact_information": _contact,
    "poll": _poll,
    "todo_list": _tasks,
    "game_title": _game,
    "invoice_information": _invoice,
    "giveaway_information": _giveaway,
    "giveaway_results": _giveaway,
    "paid_stars_amount": _paid,
}
"""By the key that announces it."""
