"""Words on a page of Discord messages: text with the people it names, emoji, embeds."""

import re
from collections.abc import Iterator
from typing import Any

from apps.uploads.parsing.markup import Marked, element_to_text
from apps.uploads.parsing.structured.records import clean_text

VERBATIM = frozenset(("chatlog__markdown-preserve", "preserve-whitespace"))
"""Classes of elements whose line ends count."""
MENTIONS = frozenset(("chatlog__markdown-mention", "mention"))
EMOJI = frozenset(("chatlog__emoji", "emoji"))
CUSTOM_EMOJI = re.compile(r"\w{2,40}", re.ASCII)
"""A server's own emoji has a name; others are shown as what they are."""
EMBED_PARTS = frozenset(
    (
        "chatlog__embed-title",
        "chatlog__embed-description",
        "chatlog__embed-field-name",
        "chatlog__embed-field-value",
    )
)
UNSEEN = frozenset(("chatlog__edited-timestamp",))


def classes_of(element: Any) -> list[str]:
    return (element.get("class") or "").split()


def has_class(element: Any, name: str) -> bool:
    return name in classes_of(element)


def iter_class(element: Any, *names: str) -> Iterator[Any]:
    wanted = frozenset(names)
    return (one for one in element.iterdescendants() if not wanted.isdisjoint(classes_of(one)))


def find_class(element: Any, *names: str) -> Any:
    """Return the first element inside that has one of the classes, or None."""
    return next(iter_class(element, *names), None)


def text_in(element: Any) -> str:
    """Return the words of an element of one line."""
    return "" if element is None else " ".join(clean_text(element_to_text(element).text).split())


def read_content(element: Any) -> Marked:
    """Return the words of a message's content; the element is changed on the way."""
    _prepare(element)
    for edited in list(iter_class(element, *UNSEEN)):
        edited.text = None
    parts = [one for one in iter_class(element, *VERBATIM) if not _is_inside(one, element)] or [element]
    return _join([_read_part(part) for part in parts])


def read_embeds(element: Any) -> Marked:
    """Return the titles, descriptions and fields of a message's embeds, a line each."""
    return _join([read_content(part) for part in list(iter_class(element, *EMBED_PARTS))])


def show_emoji(picture: Any) -> str:
    name = picture.get("alt") or ""
    return f":{name}:" if CUSTOM_EMOJI.fullmatch(name) else name


def _prepare(element: Any) -> None:
    """Have emoji and mentions read as what they are: a role or channel is nobody, only people have a tooltip."""
    for one in element.iterdescendants("img", "span"):
        classes = classes_of(one)
        if one.tag == "img" and not EMOJI.isdisjoint(classes):
            one.set("alt", show_emoji(one))
        elif one.tag == "span" and not MENTIONS.isdisjoint(classes):
            one.set("class", "mention" if one.get("title") else "")


def _read_part(part: Any) -> Marked:
    if not VERBATIM.isdisjoint(classes_of(part)):
        part.tag = "pre"
    return element_to_text(part)


def _is_inside(part: Any, root: Any) -> bool:
    """Return whether a verbatim element stands in another one of the same content."""
    for around in part.iterancestors():
        if around is root:
            return False
        if not VERBATIM.isdisjoint(classes_of(around)):
            return True
    return False


def _join(parts: list[Marked]) -> Marked:
    return Marked(
        "\n".join(filter(None, (part.text for part in parts))),
        tuple(dict.fromkeys(link for part in parts for link in part.links)),
        tuple(dict.fromkeys(name for part in parts for name in part.mentions)),
    )
