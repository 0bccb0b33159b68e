"""A page to read, print and keep: one file, no scripts, nothing loaded from elsewhere, light or dark as one likes.

Whatever people wrote is escaped, and every name and text is isolated (`<bdi>`, `dir="auto"`), so that right-to-left
writing turns nothing around it. What is quoted, forwarded or reacted stands with its message.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from html import escape
from urllib.parse import quote

from apps.uploads.exporting.json_lines import write_moment
from apps.uploads.exporting.rows import Row
from apps.uploads.parsing.base import DELETED
from apps.uploads.zones import get_zone

HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="generator" content="chatanalysis">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }}
h1 {{ font-size: 1.5rem; }}
h2 {{ font-size: 1.15rem; margin: 2.5rem 0 .5rem; border-bottom: 1px solid; }}
h3 {{ font-size: .85rem; font-weight: 600; margin: 1.75rem 0 .5rem; opacity: .75; }}
article {{ margin: .75rem 0; overflow-wrap: anywhere; }}
article:target {{ outline: 2px solid; outline-offset: .25rem; }}
header {{ display: flex; flex-wrap: wrap; gap: 0 .75rem; align-items: baseline; }}
time, .small {{ font-size: .85rem; opacity: .75; }}
p {{ margin: 0; white-space: pre-wrap; }}
.event {{ font-style: italic; opacity: .75; }}
@media print {{ article {{ break-inside: avoid; }} }}
</style>
</head>
<body>
<main>
<h1><bdi>{title}</bdi></h1>
<p class="small">Times are those of the exporter's clock where its export shows them, else those of the named time
zone, else UTC.</p>
"""
FOOT = "</main>\n</body>\n</html>\n"


def write_html(rows: Iterable[Row], *, title: str, has_hits: bool = False) -> Iterator[str]:
    """Yield the page. A search result names the conversation with every hit; else each conversation has its heading."""
    yield HEAD.format(title=escape(title))
    last: Row | None = None
    for row in rows:
        if not has_hits:
            yield from _headings(row, last, title)
        yield _article(row, has_hits=has_hits)
        last = row
    if last is None:
        yield "<p>There are no messages.</p>\n"
    yield FOOT


def _headings(row: Row, last: Row | None, title: str) -> Iterator[str]:
    is_other = last is None or last.conversation_id != row.conversation_id
    if is_other and row.message.conversation != title:
        yield f"<h2>{_isolated(row.message.conversation)}</h2>\n"
    if is_other and row.zone:
        yield f'<p class="small">Times in {escape(row.zone)}</p>\n'
    day = _shown_time(row)[:10]
    if day and (is_other or day != _shown_time(last)[:10]):
        yield f"<h3>{escape(day)}</h3>\n"


def _article(row: Row, *, has_hits: bool) -> str:
    message = row.message
    kind = ' class="event"' if message.is_event or message.kind == DELETED else ""
    parts = [f'<article id="{_anchor(row, message.source_ref)}"{kind}>\n<header>']
    if has_hits and row.hit:
        parts.append(f'<span class="small">{row.hit.rank}.</span> {_isolated(message.conversation)}')
    if message.sender:
        parts.append(f"<strong>{_isolated(message.sender)}</strong>")
    parts.append(f"{_time(row, is_alone=has_hits)}</header>\n")
    text = message.text or ("This message was deleted." if message.kind == DELETED else "")
    if text:
        parts.append(f'<p dir="auto">{escape(text)}</p>\n')
    parts.extend(f'<div class="small">{note}</div>\n' for note in _notes(row, has_links=not has_hits))
    parts.append("</article>\n")
    return "".join(parts)


def _notes(row: Row, *, has_links: bool) -> Iterator[str]:
    """Yield what stands below a message, as HTML. A search result need not hold the message that another answers."""
    message = row.message
    if message.reply_to_ref:
        note = "In answer to an earlier message"
        yield f'<a href="#{_anchor(row, message.reply_to_ref)}">{note}</a>' if has_links else note
    if message.forwarded_from:
        yield f"Forwarded from {_isolated(message.forwarded_from)}"
    for attachment in message.attachments:
        yield f"Attachment: {_isolated(attachment.name or attachment.type)}"
    for link in message.links:
        yield f"Link: {_isolated(link)}"
    if message.reactions:
        yield ", ".join(f"{_isolated(reaction.emoji)} {reaction.count}" for reaction in message.reactions)
    if message.is_edited:
        yield "Edited"


def _time(row: Row, *, is_alone: bool) -> str:
    """Return the time as HTML; with its day and zone where no heading above it says them."""
    shown = _shown_time(row)
    if not shown:
        return ""
    machine = write_moment(row.message.sent_at) or shown
    said = f"{shown} {row.zone}".rstrip() if is_alone else shown[11:] or shown
    return f'<time datetime="{escape(machine)}">{escape(said)}</time>'


def _shown_time(row: Row) -> str:
    """Return the exporter's own time, else that of the zone, else UTC, as `2024-01-31 23:59`."""
    message = row.message
    text = message.local_time or _write_there(message.sent_at, row.zone) or ""
    return text[: 10 if message.precision == "day" else 16].replace("T", " ")


def _write_there(moment: datetime | None, zone: str) -> str | None:
    return moment.astimezone(get_zone(zone)).isoformat() if moment and zone else write_moment(moment)


def _isolated(text: str) -> str:
    return f"<bdi>{escape(text)}</bdi>"


def _anchor(row: Row, ref: str) -> str:
    """Return an id for a message: of letters, digits and marks that need no escape."""
    return f"m{row.conversation_id}-{quote(ref, safe='')}"
