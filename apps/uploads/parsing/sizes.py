"""Sizes of attachments that came in the same archive as their messages."""

from dataclasses import replace

import msgspec

from apps.uploads.parsing.base import Attachment, ParsedMessage, Unit
from apps.uploads.parsing.tree import Tree


def fill_sizes(message: ParsedMessage, unit: Unit, tree: Tree) -> ParsedMessage:
    """Return the message with the size of each attachment that the export does not state, but holds."""
    if len(tree.files) == 1:
        return message
    near = unit.path.rpartition("/")[0]
    attachments = tuple(_fill(attachment, near, tree) for attachment in message.attachments)
    return msgspec.structs.replace(message, attachments=attachments)


def _fill(attachment: Attachment, near: str, tree: Tree) -> Attachment:
    if attachment.size_bytes is not None or not attachment.name:
        return attachment
    return replace(attachment, size_bytes=tree.find_size(attachment.name, near))
