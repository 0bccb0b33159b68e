"""Mailboxes and folders of single mails."""

import mimetypes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, default
from html import escape

from apps.uploads.tests.parsing.made_up.chat import Chat, Said, Traits
from apps.uploads.tests.parsing.made_up.writing import Writer

TRAITS = Traits(frozenset({"reply_to", "attachment"}))


def _address(ref: str) -> str:
    return f"{ref}@example.org"


def _mail(chat: Chat, said: Said, *, as_html: bool = False) -> EmailMessage:
    mail = EmailMessage(policy=default)
    mail["From"] = Address(said.human.name, addr_spec=_address(said.human.ref))
    mail["To"] = "list@example.org"
    mail["Date"] = said.at.replace(microsecond=0).astimezone()
    mail["Message-ID"] = f"<{said.number}.{chat.ref}@example.org>"
    if said.reply_to is not None:
        mail["Subject"] = f"Re: {chat.name}"
        mail["In-Reply-To"] = f"<{said.reply_to}.{chat.ref}@example.org>"
    mail.set_content(said.text)
    if as_html:
        mail.add_alternative(f"<p>{escape(said.text)}</p>", subtype="html")
    if said.attachment:
        name, _ = said.attachment
        main, _, sub = (mimetypes.guess_type(name)[0] or "application/octet-stream").partition("/")
        mail.add_attachment(b"\x00\x01" * 50, maintype=main, subtype=sub, filename=name)
    return mail


def write_mailbox(chat: Chat) -> dict[str, bytes]:
    return {"Inbox.mbox": b"".join(_entry(said, _mail(chat, said).as_bytes()) for said in chat.said)}


def write_takeout(chat: Chat) -> dict[str, bytes]:
    mails = ((said, _mail(chat, said, as_html=True).as_bytes(policy=SMTP)) for said in chat.said)
    return {"Takeout/Mail/All mail.mbox": b"".join(_entry(said, mail, b"\r\n") for said, mail in mails)}


def write_single_mails(chat: Chat) -> dict[str, bytes]:
    return {f"mails/{said.number:04}.eml": _mail(chat, said).as_bytes() for said in chat.said}


def _entry(said: Said, mail: bytes, line_end: bytes = b"\n") -> bytes:
    separator = f"From 17{said.number}@xxx {said.at:%a %b %d %H:%M:%S +0000 %Y}".encode()
    return separator + line_end + mail.replace(b"\nFrom ", b"\n>From ") + line_end * 2


WRITERS = [
    Writer(name, "mbox", write, TRAITS, keeps_ids=True, keeps_sender_refs=True, sender_ref=_address)
    for name, write in (
        ("mbox", write_mailbox),
        ("mbox-takeout", write_takeout),
        ("mbox-eml", write_single_mails),
    )
]
