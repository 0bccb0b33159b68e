"""A language of a phone: its headers and the app's words in it."""

from dataclasses import dataclass
from datetime import datetime

LATIN = "0123456789"


@dataclass(frozen=True, slots=True)
class Locale:
    """`ios` and `android` are templates of the header; the rest are the app's words.

    Fields of templates: d, m (dd and mm padded), yy, yyyy, by (Buddhist year), H, h (HH padded), MM, SS, ap.
    """

    code: str
    ios: str
    android: str
    deleted: str
    edited: str
    missed_call: str
    attached: str
    file_attached: str
    created: str
    """What follows the name of who created the group."""
    poll: tuple[str, str, str] = ("POLL", "OPTION", "votes")
    half_days: tuple[str, str] = ("AM", "PM")
    digits: str = LATIN

    def header(self, platform: str, at: datetime) -> str:
        shown = getattr(self, platform).format(
            d=at.day,
            dd=f"{at.day:02}",
            m=at.month,
            mm=f"{at.month:02}",
            yy=f"{at:%y}",
            yyyy=at.year,
            by=at.year + 543,
            H=at.hour,
            HH=f"{at.hour:02}",
            h=at.hour % 12 or 12,
            MM=f"{at:%M}",
            SS=f"{at:%S}",
            ap=self.half_days[at.hour >= 12],
        )
        return shown.translate(str.maketrans(LATIN, self.digits))
