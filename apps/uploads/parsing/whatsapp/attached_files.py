"""Which files of an archive were sent in a WhatsApp chat beside them: they are no chats of their own.

People send tables, JSON and text files too. On iPhones their names begin with a number; Android keeps the sender's
name, which then stands in the chat.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from apps.uploads.parsing.chat_file_names import bare_chat_name
from apps.uploads.parsing.claims import SURE, sample_of
from apps.uploads.parsing.names import COPY_NUMBER
from apps.uploads.parsing.tree import Tree, TreeFile
from apps.uploads.parsing.whatsapp.parser import WhatsAppParser

NUMBERED = re.compile(r"\d{8}-.")
BLOCK_BYTES = 1024 * 1024
MAX_SOUGHT = 500
"""Files of one folder that are looked for in its chats."""
BEHIND_A_NAME = (b" (", b">", b" <", b" eklendi")


def find_attached(tree: Tree) -> list[str]:
    """Return the paths of the readable files that a chat in the same folder names as sent."""
    chats: dict[str, list[TreeFile]] = defaultdict(list)
    for file in filter(_is_chat, tree.readable()):
        chats[file.folder].append(file)
    paths = {file.path for found in chats.values() for file in found}
    beside: dict[str, list[TreeFile]] = defaultdict(list)
    for file in tree.readable():
        if file.folder in chats and file.path not in paths:
            beside[file.folder].append(file)
    return [path for folder, files in beside.items() for path in _choose(files, chats[folder])]


def _choose(files: list[TreeFile], chats: list[TreeFile]) -> Iterator[str]:
    yield from (file.path for file in files if NUMBERED.match(file.name))
    sought = {file.name: file.path for file in files if not NUMBERED.match(file.name)}
    yield from (sought[name] for name in _find_names(chats, list(sought)[:MAX_SOUGHT]))


def _is_chat(file: TreeFile) -> bool:
    stem, _, ending = file.name.rpartition(".")
    if ending.lower() != "txt":
        return False
    stem = COPY_NUMBER.sub("", stem)
    is_named_so = stem == "_chat" or bare_chat_name(stem) != stem
    return is_named_so and WhatsAppParser().sniff(sample_of(file)) >= SURE


def _find_names(chats: Iterable[TreeFile], names: list[str]) -> Iterator[str]:
    """Yield the names that stand in one of the chats as those of files do."""
    left = {name: [name.encode() + behind for behind in BEHIND_A_NAME] for name in names}
    longest = max((len(needle) for needles in left.values() for needle in needles), default=0)
    for chat in chats:
        if not left:
            return
        with chat.file.open("rb") as source:
            tail = b""
            while left and (block := source.read(BLOCK_BYTES)):
                text = tail + block
                for name in [name for name, needles in left.items() if any(one in text for one in needles)]:
                    del left[name]
                    yield name
                tail = text[-longest:]
