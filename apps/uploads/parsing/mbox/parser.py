"""Mails as messages."""

from collections.abc import Iterator
from typing import BinaryIO

from apps.uploads.parsing.base import Attachment, ParsedMessage, ParseOptions, ParseReport, Sample
from apps.uploads.parsing.clock import is_plausible
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.mbox.headers import Headers, fold_subject
from apps.uploads.parsing.mbox.mime import Mail
from apps.uploads.parsing.mbox.quotations import drop_history
from apps.uploads.parsing.mbox.sniffing import sniff_mail, sniff_mailbox
from apps.uploads.parsing.mbox.split import collect_ids, split_mails
from apps.uploads.parsing.mbox.texts import MAX_MAIL_CHARS, read_text
from apps.uploads.parsing.names import conversation_name
from apps.uploads.parsing.structured.records import clean_text
from apps.uploads.parsing.values import name_of

TWICE = "Mails that stand in the file twice left out"
QUOTED = "Quotations of mails that are in the file themselves left out"


class MboxParser:
    name = "mbox"
    label = "E-mail (mbox, eml)"
    extensions = (".mbox", ".mbx", ".eml")
    family = "email"
    guide = (
        "Gmail: open takeout.google.com, choose Mail alone, and download the archive.",
        "Apple Mail: choose a mailbox, then Mailbox, Export Mailbox.",
        "Thunderbird: find the folder's file (without ending) in the profile, or save single mails as .eml.",
        "Upload the .mbox file, or the whole archive.",
    )
    remarks = (
        "Subjects, senders, times, texts, threads and the names of attachments are kept; whom a mail is written to "
        "counts as mentioned. "
        "Quotations below an answer are left out where the quoted mail is there itself."
    )

    def sniff(self, sample: Sample) -> float:
        return max(sniff_mailbox(sample.text), sniff_mail(sample.text))

    def parse(self, source: BinaryIO, options: ParseOptions, report: ParseReport) -> Iterator[ParsedMessage]:
        known = collect_ids(source)
        reader = _Reader(options, report, known.ids, is_mailbox=known.is_mailbox)
        report.recognised_by = (
            "Mails are parted by lines that begin with `From `."
            if known.is_mailbox
            else "It begins as mails do."
        )
        for position, mail in enumerate(split_mails(source, report), start=1):
            if message := reader.read(mail, position):
                yield message


class _Reader:
    """Turns mails into messages; remembers which it has met, and the thread of the last."""

    def __init__(
        self, options: ParseOptions, report: ParseReport, known: set[int], *, is_mailbox: bool
    ) -> None:
        self._report, self._known, self._is_mailbox = report, known, is_mailbox
        self._name = conversation_name(options.filename)
        self._met: set[int] = set()
        self._thread = ""

    def read(self, mail: Mail, position: int) -> ParsedMessage | None:
        headers = mail.headers
        if headers.message_id and hash(headers.message_id) in self._met:
            self._report.repair(TWICE)
            return None
        self._met.add(hash(headers.message_id))
        name, address = headers.sender
        thread = headers.thread or headers.message_id or f"item {position}"
        is_other_thread, self._thread = thread != self._thread, thread
        text, links = self._read_text(mail, position)
        sent_at = headers.sent_at or mail.envelope_time
        return ParsedMessage(
            conversation=self._name if self._is_mailbox else fold_subject(headers.subject) or self._name,
            sender=name or address or None,
            sender_ref=address,
            sent_at=sent_at if sent_at and is_plausible(sent_at) else None,
            precision=headers.precision if sent_at and is_plausible(sent_at) else "",
            text=text,
            source_ref=headers.message_id or f"item {position}",
            starts_session=is_other_thread,
            reply_to_ref=headers.answers,
            thread_ref=headers.thread,
            attachments=tuple(_list_attachments(mail)),
            mentions=tuple(name for name in headers.recipients if name not in (*headers.sender, "")),
            links=links,
        )

    def _read_text(self, mail: Mail, position: int) -> tuple[str, tuple[str, ...]]:
        headers = mail.headers
        is_quoted_known = bool(headers.answers) and hash(headers.answers) in self._known
        text, links = read_text(mail.parts, drops_history=is_quoted_known)
        if is_quoted_known:
            own = drop_history(text)
            if len(own) < len(text):
                self._report.repair(QUOTED)
            text = own
        if len(text) > MAX_MAIL_CHARS or any(part.is_cut for part in mail.parts):
            self._report.skip(position, "The mail is longer than 256 KB; the rest of it was left out.", text)
        subject = "" if _only_answers(headers) else headers.subject
        return clean_text(
            f"{subject}\n\n{text[:MAX_MAIL_CHARS]}" if subject else text[:MAX_MAIL_CHARS]
        ), links


def _only_answers(headers: Headers) -> bool:
    return bool(headers.answers) and fold_subject(headers.subject) != headers.subject


def _list_attachments(mail: Mail) -> Iterator[Attachment]:
    for part in mail.parts:
        if part.is_attachment:
            name = name_of(part.name)
            yield Attachment(name or part.content_type, guess_type(name, part.content_type), part.size_bytes)
