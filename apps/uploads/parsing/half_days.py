"""Half days, as locales write them beside a time."""

import re

from apps.uploads.parsing.names import words

BEFORE_NOON = frozenset(
    words(
        "am a ص قظ πμ 上午 午前 오전 凌晨 早上 清晨 öö sa de fm ap dop pg vorm vormittags vm pd fh priešpiet priekšp "
        "prijepodne पूर्वाह्न मपू পূর্বাহ্ণ পূর্বাহ্ন முற்பகல் ก่อนเที่ยง дп пробъ прподне преподне претпл לפנהצ"
    )
)
AFTER_NOON = frozenset(
    words(
        "pm p م بظ μμ 下午 午後 오후 中午 晚上 ös ch du em ip odp pop ptg nachm nachmittags nm md eh popiet pēcp "
        "poslijepodne अपराह्न मउ অপরাহ্ণ অপরাহ্ন பிற்பகல் หลังเที่ยง пп слоб поподне попл אחהצ"
    )
)
NOT_IN_MARKER = re.compile(r"[.\s\"״']")


def to_24_hours(hour: int, before: str, after: str) -> int | None:
    """Return the hour on a 24-hour clock, or None if a word beside the time is no marker of half a day.

    A short word before the time, such as `klo`, `kl.` or `à`, may also be nothing but a preposition.
    """
    marker = NOT_IN_MARKER.sub("", after or before).lower()
    if not marker or hour > 12:
        return hour
    if marker in BEFORE_NOON:
        return hour % 12
    if marker in AFTER_NOON:
        return hour if marker == "中午" and hour < 12 and hour > 9 else hour % 12 + 12
    return hour if before and not after and len(before) <= 4 else None
