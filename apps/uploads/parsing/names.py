"""Names of conversations and people, as exports give them."""

import re
from pathlib import PurePosixPath

from apps.uploads.parsing.chat_file_names import bare_chat_name
from apps.uploads.parsing.text import strip_marks

MAX_NAME_CHARS = 200
LONGEST_SUFFIX = len("weechatlog")
NAMELESS_STEMS = {"_chat", "chat", "messages", "result", "export", "mbox", ""}
"""File names that say nothing about the chat inside; the folder or archive around them does."""

SPACES = re.compile(r"\s+")
COPY_NUMBER = re.compile(r" ?\(\d{1,3}\)$")


def conversation_name(filename: str) -> str:
    """Return the chat's name as far as its file tells it.

    `filename` may hold folders, the archive's name first; a nameless `_chat.txt` takes the nearest name around it.
    """
    parts = PurePosixPath(filename.replace("\\", "/")).parts
    for part in reversed(parts):
        name = _without_suffix(part)
        if name.lower() not in NAMELESS_STEMS and name not in {"/", ".."}:
            return clean_name(bare_chat_name(COPY_NUMBER.sub("", name))) or clean_name(name)
    return clean_name(_without_suffix(parts[-1])) if parts else "chat"


def clean_name(name: str) -> str:
    """Return a name on one line, without invisible marks, at most MAX_NAME_CHARS long."""
    if len(name) > MAX_NAME_CHARS:
        name = name[:MAX_NAME_CHARS]
    if name.isascii() and name.isprintable():
        return name.strip()
    return SPACES.sub(" ", strip_marks(name).replace("\0", "")).strip()


def words(text: str) -> tuple[str, ...]:
    """Return the words of a table written as one string, which reads better than fifty quoted ones."""
    return tuple(text.split())


def _without_suffix(part: str) -> str:
    stem, dot, suffix = part.rpartition(".")
    return stem if dot and stem and len(suffix) <= LONGEST_SUFFIX and suffix.isalnum() else part
