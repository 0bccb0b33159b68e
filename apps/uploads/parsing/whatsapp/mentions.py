"""People addressed with an @: WhatsApp sets a name between invisible isolates, older versions write the number."""

import re
from collections.abc import Mapping

ISOLATE = "\u2068"
ISOLATED = re.compile("@\u2068([^\u2068\u2069\n]{1,200})\u2069")
NUMBER = re.compile(r"(?<![\w.@])@(\d{8,15})(?!\d)")
PHONE = re.compile(r"\+[\d\s().\u2010\u2011-]{6,28}")
NOT_DIGITS = re.compile(r"\D")


def phone_ref(name: str) -> str:
    """Return the number, as `+` and digits, of a sender who is shown by it; empty for one who has a name.

    Only numbers with a country code are the same in every export.
    """
    return f"+{NOT_DIGITS.sub('', name)}" if PHONE.fullmatch(name) else ""


def numbers_mentioned(body: str, names: Mapping[str, str]) -> list[str]:
    """Return whom a text addresses by number: by name if `names` (of numbers) has it, else the number."""
    return [names.get(f"+{number}", f"+{number}") for number in NUMBER.findall(body)]
