"""Files of a message on a page, and what it shows in place of words: a place, a contact, a poll, a call."""

from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from apps.uploads.parsing.base import Attachment
from apps.uploads.parsing.files import guess_type
from apps.uploads.parsing.markup import element_to_text
from apps.uploads.parsing.telegram.html_page import find_class, has_class, iter_class

WRAPS = {
    "photo_wrap": "image",
    "sticker_wrap": "sticker",
    "animated_wrap": "gif",
    "video_file_wrap": "video",
}
FILES = {
    "media_photo": "image",
    "media_video": "video",
    "media_voice_message": "audio",
    "media_audio_file": "audio",
    "media_file": "",
}
TITLES = {"Sticker": "sticker", "Animation": "gif"}
SHOWN = {
    "media_location": "Location",
    "media_live_location": "Location",
    "media_venue": "Location",
    "media_contact": "Contact",
    "media_game": "Game",
    "media_invoice": "Invoice",
    "media_call": "Call",
}
MAX_NAME_CHARS = 255


def read_attachments(element: Any) -> tuple[Attachment, ...]:
    found = []
    for one in element.iterdescendants("a", "div"):
        classes = (one.get("class") or "").split()
        if kind := next((WRAPS[name] for name in classes if name in WRAPS), None):
            found.append(Attachment(_file_name(one), kind))
        elif "media" in classes and (name := next((name for name in classes if name in FILES), None)):
            found.append(_read_file(one, FILES[name]))
    return tuple(found)


def read_media_text(element: Any) -> str:
    """Return lines for what is neither words nor a file; empty for most messages."""
    lines = []
    for one in element.iterdescendants("a", "div"):
        classes = (one.get("class") or "").split()
        if "media_poll" in classes:
            lines += _read_poll(one)
        elif "media" in classes and (name := next((name for name in classes if name in SHOWN), None)):
            parts = (_shown(one, part) for part in ("title", "description", "status"))
            parts = [part for part in parts if part and part != SHOWN[name]]
            lines.append(": ".join(filter(None, (SHOWN[name], ", ".join(parts)))))
    return "\n".join(lines)


def _read_file(element: Any, kind: str) -> Attachment:
    title = _shown(element, "title")
    kind = TITLES.get(title, kind)
    name = _file_name(element) or (title if not kind else "")
    return Attachment(name[:MAX_NAME_CHARS], kind or guess_type(name))


def _file_name(element: Any) -> str:
    return PurePosixPath(unquote(element.get("href") or "")).name[:MAX_NAME_CHARS]


def _read_poll(element: Any) -> list[str]:
    answers = []
    for answer in iter_class(element, "answer"):
        votes = next((one for one in answer if has_class(one, "details")), None)
        shown = element_to_text(votes).text.split()[:1] if votes is not None else ["0"]
        if votes is not None:
            votes.text = None
        text = element_to_text(answer).text.removeprefix("- ")
        answers.append(f"- {text} ({shown[0]})" if shown else f"- {text}")
    return [_shown(element, "question"), *answers]


def _shown(element: Any, name: str) -> str:
    part = find_class(element, name)
    return "" if part is None else element_to_text(part).text
