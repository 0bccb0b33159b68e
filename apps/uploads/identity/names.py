"""Names of people as they are compared, and names that are none."""

import re
import unicodedata

from apps.uploads.parsing.names import words

MAX_FOLDED = 255
FEWEST_DIGITS = 7
"""Of a telephone number; shorter ones are codes and years."""
SAME_DIGITS = 9
"""The last ones of a telephone number are the same whether it is written with its country or without."""

_PHONE = re.compile(r"\+?[\d\s().\-/\u2010-\u2015]+")
_EMAIL = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
_WORD = re.compile(r"[^\W_]+")
_ACCENTS = dict.fromkeys(range(0x300, 0x370))
"""Marks of European scripts. Those of others are letters: without them names would become others."""

OF_ONE_EXPORT = frozenset(
    (
        *words("me i you self user owner assistant system tool bot ich du moi yo tú eu você io 我 나 私"),
        "you (you)",
    )
)
"""What an export calls its owner, or a program that talks with them: within one upload it is always the same one, in
two uploads it need not be."""

OF_NOBODY = frozenset(
    (
        *words("unknown anonymous deleted ghost none null undefined n/a ? ??? unknown_user"),
        "deleted user",
        "deleted account",
        "unknown user",
        "unknown sender",
        "unknown number",
        "unknown contact",
        "former user",
        "former member",
        "facebook user",
        "instagram user",
        "messenger user",
        "whatsapp user",
        "private user",
        "no name",
        "(unknown)",
        "(no name)",
        "(알 수 없음)",
        "알 수 없음",
        "メンバーがいません",
        "不明",
    )
)
"""What is shown in place of names that are gone: any number of people at once."""


def fold_name(name: str) -> str:
    """Return a name without case, accents, doubled blanks and invisible marks; of a telephone number its digits."""
    shown = "".join(sign for sign in name if unicodedata.category(sign) != "Cf")
    if is_phone(shown):
        return "".join(sign for sign in shown if sign.isdigit() or sign == "+")
    return fold_text(shown)[:MAX_FOLDED]


def fold_text(text: str) -> str:
    """Return any text without case, accents and doubled blanks."""
    bare = unicodedata.normalize("NFKD", text).casefold().translate(_ACCENTS)
    return " ".join(unicodedata.normalize("NFC", bare).split())


def is_phone(name: str) -> bool:
    return _PHONE.fullmatch(name) is not None and sum(map(str.isdigit, name)) >= FEWEST_DIGITS


def find_phone(text: str) -> str:
    """Return the last digits of a telephone number, which it is told by; empty if the text is none."""
    number = text.partition("@")[0].removeprefix("tel:")
    if not is_phone(number):
        return ""
    digits = "".join(sign for sign in number if sign.isdigit())
    # Ids of platforms are long plain numbers too.
    is_number = number.lstrip().startswith(("+", "0")) or not number.isdigit()
    return digits[-SAME_DIGITS:] if is_number and SAME_DIGITS <= len(digits) <= 15 else ""


def find_email(text: str) -> str:
    """Return the first address in the text as it is compared; empty if there is none."""
    found = _EMAIL.search(text)
    return found.group().casefold() if found else ""


def list_words(folded: str) -> tuple[str, ...]:
    """Return a folded name's words, whatever stands between them."""
    return tuple(_WORD.findall(folded))
