"""What iMazing exports of an iPhone's chats. Its tables of Messages are read with Apple's Messages."""

from apps.uploads.parsing.imazing.parser import ImazingParser
from apps.uploads.parsing.imazing.table import is_of_messages, read_imazing

__all__ = ["ImazingParser", "is_of_messages", "read_imazing"]
