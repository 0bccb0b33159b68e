"""E-mail: mailboxes in mbox format (RFC 4155 and its dialects) and single mails (.eml, RFC 5322).

Written by Thunderbird, Apple Mail, Google Takeout, Mailman and nearly every other program. Mails are parted by lines
that begin with `From `; where a mail has such a line itself, programs put a `>` before it, which is taken away again.

A mailbox is one conversation, named after its file; mails of one thread are told by `References` and `In-Reply-To`, and
where the thread changes from one mail to the next, a session begins. A single mail's conversation is its subject, so
that single files of one thread meet. The subject stands before the text, unless the mail only answers (`Re:`). Of a
mail written twice, as plain text and as HTML, the plain text is read. What an answer quotes below itself is left out
if the quoted mail is in the same file; quotations between the lines, and signatures, stay. Mails inside a mail,
forwarded or of a digest, are part of its text, unless they were attached as files. Recipients are not kept. A mail that
stands twice in a file (same `Message-ID`) is read once.

Mails are read line by line: only their texts are held, never their attachments.
"""

from apps.uploads.parsing.mbox.parser import MboxParser

__all__ = ["MboxParser"]
