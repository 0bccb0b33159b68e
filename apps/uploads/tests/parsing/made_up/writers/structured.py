"""Tables and JSON of programs that have no parser of their own: by names, by stated columns, by keys."""

import csv
import io
import json

from apps.uploads.parsing.base import DELETED, MESSAGE, SYSTEM
from apps.uploads.tests.parsing.made_up.chat import Chat, Said, Traits
from apps.uploads.tests.parsing.made_up.writing import MILLISECOND, MINUTE, SECOND, Writer

RICH = Traits(
    frozenset({"reply_to", "thread", "is_edited", "reactions", "attachment"}),
    kinds=(MESSAGE, SYSTEM, DELETED),
)
FILED = Traits(frozenset({"reply_to", "is_edited", "reactions", "attachment"}), kinds=(MESSAGE, SYSTEM))


def _address(ref: str) -> str:
    return f"{ref}@example.org"


def _record(said: Said) -> dict:
    return {
        "id": f"m{said.number}",
        "type": said.kind,
        "user": {"id": _address(said.human.ref), "name": said.human.name},
        "timestamp": said.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "text": said.text,
        **({"deleted": True} if said.kind == DELETED else {}),
        **({"reply_to": f"m{said.reply_to}"} if said.reply_to is not None else {}),
        **({"topic": f"m{said.thread}"} if said.thread is not None else {}),
        **({"edited": True} if said.is_edited else {}),
        **({"files": [{"name": said.attachment[0]}]} if said.attachment else {}),
        "reactions": [
            {"emoji": emoji, "users": [human.name for human in people]} for emoji, people in said.reactions
        ],
    }


def write_lines(chat: Chat) -> dict[str, bytes]:
    lines = (json.dumps(_record(said), ensure_ascii=False) + "\n" for said in chat.said)
    return {"chat.jsonl": "".join(lines).encode()}


def write_document(chat: Chat) -> dict[str, bytes]:
    document = {"messages": [_record(said) for said in chat.said], "name": chat.name}
    return {"chat.json": json.dumps(document, indent=1).encode("utf-16")}


def write_by_key(chat: Chat) -> dict[str, bytes]:
    records = {f"m{said.number}": _record(said) for said in chat.said}
    for record in records.values():
        del record["id"]
    return {"chat.json": json.dumps({"rooms": {chat.name: {"messages": records}}}).encode()}


def write_local(chat: Chat) -> dict[str, bytes]:
    records = [
        {"from": said.human.name, "date": said.local.isoformat(timespec="seconds"), "text": said.text}
        for said in chat.said
    ]
    return {"chat.json": json.dumps(records).encode()}


def write_unknown_names(chat: Chat) -> dict[str, bytes]:
    lines = (
        json.dumps(
            {"wer": {"n": said.human.name}, "wann": round(said.at.timestamp() * 1000), "was": said.text}
        )
        + "\n"
        for said in chat.said
    )
    return {"chat.jsonl": "".join(lines).encode()}


def _table(rows, delimiter: str = ",", encoding: str = "utf-8", name: str = "chat.csv") -> dict[str, bytes]:
    table = io.StringIO()
    csv.writer(table, delimiter=delimiter).writerows(rows)
    return {name: table.getvalue().encode(encoding)}


def write_table(chat: Chat) -> dict[str, bytes]:
    header = (
        "message_id",
        "sent_at",
        "sender",
        "sender_id",
        "text",
        "reply_to",
        "edited",
        "files",
        "reactions",
        "type",
    )
    rows = [
        (
            f"m{said.number}",
            said.at.isoformat(timespec="milliseconds"),
            said.human.name,
            _address(said.human.ref),
            said.text,
            f"m{said.reply_to}" if said.reply_to is not None else "",
            "yes" if said.is_edited else "no",
            said.attachment[0] if said.attachment else "",
            ", ".join(f"{emoji} ({len(people)})" for emoji, people in said.reactions),
            said.kind,
        )
        for said in chat.said
    ]
    return _table([header, *rows])


def write_german_table(chat: Chat) -> dict[str, bytes]:
    rows = [(f"{s.local:%d.%m.%Y}", f"{s.local:%H:%M}", s.human.name, s.text) for s in chat.said]
    return _table([("Datum", "Uhrzeit", "Absender", "Nachricht"), *rows], ";", "utf-8-sig")


def write_bare_table(chat: Chat) -> dict[str, bytes]:
    rows = [(s.text, f"{s.local:%m/%d/%Y %I:%M:%S %p}", s.human.name) for s in chat.said]
    return _table(rows, "\t", name="chat.tsv")


BARE = {"columns": {"text": "column 1", "time": "column 2", "sender": "column 3"}}
NAMED = {"columns": {"sender": "wer.n", "time": "wann", "text": "was"}}
IDS = {"keeps_ids": True, "keeps_sender_refs": True, "sender_ref": _address}
WRITERS = [
    Writer("json-lines", "json", write_lines, RICH, MILLISECOND, **IDS),
    Writer("json-document", "json", write_document, RICH, MILLISECOND, **IDS),
    Writer("json-by-key", "json", write_by_key, RICH, MILLISECOND, **IDS),
    Writer("json-local-times", "json", write_local, has_utc=False),
    Writer("json-unknown-names", "json", write_unknown_names, precision=MILLISECOND, options=NAMED),
    Writer("csv-named", "csv", write_table, FILED, MILLISECOND, **IDS),
    Writer("csv-german", "csv", write_german_table, precision=MINUTE, has_utc=False),
    Writer("csv-without-names", "csv", write_bare_table, precision=SECOND, has_utc=False, options=BARE),
]
