"""How phones of many languages write WhatsApp's text export."""

from apps.uploads.tests.parsing.made_up.whatsapp_locales import (
    east_asian,
    eastern_european,
    european,
    middle_eastern_and_indian,
)
from apps.uploads.tests.parsing.made_up.whatsapp_locales.locale import Locale

LOCALES = (
    *european.LOCALES,
    *eastern_european.LOCALES,
    *middle_eastern_and_indian.LOCALES,
    *east_asian.LOCALES,
)

__all__ = ["LOCALES", "Locale"]
