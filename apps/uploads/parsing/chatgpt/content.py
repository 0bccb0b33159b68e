"""What a message of ChatGPT's export holds: words, files and addresses."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from apps.uploads.parsing.base import Attachment
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.values import (
    MAX_LISTED,
    dict_of,
    dicts_of,
    list_of,
    name_of,
    ref_of,
    size_of,
    text_of,
)

SPOKEN = frozenset(("text", "multimodal_text", "code"))
THOUGHTS = frozenset(("thoughts", "reasoning_recap"))
PRINTED = frozenset(
    (
        "execution_output",
        "tether_quote",
        "tether_browsing_display",
        "system_error",
        "sonic_webpage",
        "computer_output",
        "citable_code_output",
    )
)
CONTEXT = frozenset(("user_editable_context", "model_editable_context", "app_pairing_content"))
"""Standing instructions and memories, which are sent along unseen."""
KNOWN = SPOKEN | THOUGHTS | PRINTED | CONTEXT
CITATION = re.compile(" ?\ue200[^\ue200\ue201]{0,2000}\ue201|[\ue200-\ue206]")
"""Where the page shows a source's badge, the text has a code between characters of private use."""
POINTER_TYPES = (("image", "image"), ("audio", "audio"), ("video", "video"))


class Content(NamedTuple):
    text: str
    attachments: tuple[Attachment, ...]
    links: tuple[str, ...]


def read_content(message: dict[str, Any]) -> Content:
    """A string in place of the content or its parts is a text, as hand-made files have it."""
    stated, metadata = message.get("content"), dict_of(message.get("metadata"))
    content = {"text": stated} if isinstance(stated, str) else dict_of(stated)
    parts = content.get("parts")
    parts = [parts] if isinstance(parts, str) else list_of(parts)[:MAX_LISTED]
    texts = [*map(_text_of_part, parts), *_other_texts(content)]
    text = CITATION.sub("", "\n".join(filter(None, texts))).strip()
    files = [file for part in parts if isinstance(part, dict) for file in _pointed_files(part)]
    if metadata.get("attachments"):
        stated = {ref_of(file.get("id")) for file in dicts_of(metadata["attachments"])}
        files = [file for file in files if file.name.partition("#")[0] not in stated]
        files = [*_stated_files(metadata), *files]
    return Content(text, tuple(files), tuple(link for link in _links(metadata) if link not in text))


def _text_of_part(part: Any) -> str:
    return text_of(dict_of(part).get("text")) if isinstance(part, dict) else text_of(part)


def _other_texts(content: dict[str, Any]) -> Iterator[str]:
    yield from (text_of(content.get(key)) for key in ("text", "result", "content", "output_str"))
    for thought in dicts_of(content.get("thoughts")):
        yield text_of(thought.get("summary"))
        yield text_of(thought.get("content"))


def _stated_files(metadata: dict[str, Any]) -> Iterator[Attachment]:
    for file in dicts_of(metadata.get("attachments")):
        name = name_of(file.get("name")) or name_of(file.get("id"))
        stated = text_of(file.get("mime_type")) or text_of(file.get("mimeType"))
        yield Attachment(name, guess_type(name, stated), size_of(file.get("size")))


def _pointed_files(part: dict[str, Any]) -> Iterator[Attachment]:
    """Yield the picture or sound that a part points to, `file-service://file-abc`; the one of a video call too.

    A picture that somebody sent is also stated with its name, under the same id."""
    kind = text_of(part.get("content_type"))
    pointer = name_of(part.get("asset_pointer"))
    if pointer:
        stated = next((word for sign, word in POINTER_TYPES if sign in kind), "file")
        yield Attachment(pointer.rpartition("/")[2], stated, size_of(part.get("size_bytes")))
    elif inner := dict_of(part.get("audio_asset_pointer")):
        yield from _pointed_files({"content_type": "audio", **inner})


def _links(metadata: dict[str, Any]) -> list[str]:
    """Return the addresses of the sources that an answer cites."""
    found: dict[str, None] = {}
    for citation in dicts_of(metadata.get("citations")):
        found[text_of(dict_of(citation.get("metadata")).get("url"))] = None
    for reference in dicts_of(metadata.get("content_references")):
        for item in (reference, *dicts_of(reference.get("items"))):
            found[text_of(item.get("url"))] = None
    return [link for link in found if link.startswith(("http://", "https://"))][:MAX_LISTED]
