"""The character set of a text file that is older than UTF-8 and of another alphabet than Latin.

Single bytes that are not UTF-8 are read as Windows-1252, line by line (see `text`), for that is what strays into files
of our time. A whole file of Cyrillic, Greek or Chinese of another age would be nonsense so: it is guessed, and the
guess is taken only if nearly all its letters are of one such alphabet, which a wrong one hardly gives.
"""

import unicodedata
from collections import Counter
from typing import BinaryIO

from charset_normalizer import from_bytes

from apps.uploads.parsing.names import words
from apps.uploads.parsing.text import SAMPLE_BYTES, detect_encoding

ENCODINGS = list(words("cp1251 koi8_r cp1253 cp1255 cp1256 cp874 gb18030 big5 cp932 euc_jp cp949"))
ISO_2022_JP = (b"\x1b$B", b"\x1b$@")
"""Escapes before Japanese, in a file that is ASCII otherwise."""
MIN_BYTES = 60
MIN_SHARE = 0.9
ALPHABETS = frozenset(words("CYRILLIC GREEK HEBREW ARABIC THAI CJK HIRAGANA KATAKANA HANGUL"))
EAST_ASIAN = frozenset(words("CJK HIRAGANA KATAKANA HANGUL"))


def guess_encoding(source: BinaryIO) -> str:
    """Return the character set of a file, or nothing where it is to be read as every other."""
    source.seek(0)
    head = source.read(SAMPLE_BYTES)
    if any(escape in head for escape in ISO_2022_JP) and head.isascii():
        return "iso2022_jp"
    if head.isascii() or detect_encoding(head).startswith("utf-16") or _is_mostly_utf8(head):
        return ""
    head = head[: head.rfind(b"\n") + 1] or head
    if len(head) < MIN_BYTES:
        return ""
    best = from_bytes(head, cp_isolation=ENCODINGS).best()
    return best.encoding if best and _is_of_one_alphabet(head.decode(best.encoding, "replace")) else ""


def _is_mostly_utf8(head: bytes) -> bool:
    lines = [line for line in head.split(b"\n") if not line.isascii()]
    return 2 * sum(map(_is_utf8, lines)) > len(lines)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_of_one_alphabet(text: str) -> bool:
    """Return whether nearly all letters that are not ASCII are of one alphabet, and more of them than of others."""
    letters = [letter for letter in text if letter > "\x7f" and (letter.isalpha() or letter == "\ufffd")]
    found = Counter(unicodedata.name(letter, "").partition(" ")[0] for letter in letters)
    alphabet = next(iter(found.most_common(1)), ("", 0))[0]
    group = EAST_ASIAN if alphabet in EAST_ASIAN else {alphabet} & ALPHABETS
    return sum(found[name] for name in group) > MIN_SHARE * len(letters)
