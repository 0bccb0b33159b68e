"""Half days, and the finer parts of a day, as locales write them beside a time (after Unicode's CLDR)."""

import re

from apps.uploads.parsing.names import words

BEFORE_NOON = frozenset(
    words(
        "am a ص قظ πμ 上午 午前 오전 凌晨 早上 清晨 öö sa de fm ap dop pg vorm vormittags vm pd fh priešpiet priekšp "
        "prijepodne पूर्वाह्न मपू পূর্বাহ্ণ পূর্বাহ্ন முற்பகல் ก่อนเที่ยง дп пробъ прподне преподне претпл לפנהצ "
        "صباحًا صباحاً صباحا فجرًا فجرا قبلازظهر غم صبح فجر ምዋት ጥዋት পূৰ্বাহ্ণ পূৰ্বাহ্ন ভোর সকাল проб пријеподне "
        "prepodne dopoldne dopołdnja dopoledne ráno пре претпладне дополудня утра ранку тң таңкы үө կա ಪೂರ್ವಾಹ್ನ "
        "ಬೆಳಿಗ್ಗೆ ກ່ອນທ່ຽງ နံနက် ਪੂਦੁ ਸਵੇਰ පෙව सुबह सकाळ पहाट સવારે ఉదయం രാവിലെ പുലർച്ചെ காலை அதிகாலை ในตอนเช้า "
        "priekšpusdienā formiddag förmiddag formiddagen eparadites asubuhi öğledenönce sabah sáng pagi dinihari "
        "새벽 아침 朝 morgens madrugada delamañana delamadrugada damanhã manhã damadrugada dumatin matin dimattina "
        "sochtends przedpołudniem rano priešpietų"
    )
)
AFTER_NOON = frozenset(
    words(
        "pm p م بظ μμ 下午 午後 오후 晚上 傍晚 ös ch du em ip odp pop ptg nachm nachmittags nm md eh popiet pēcp "
        "poslijepodne अपराह्न मउ অপরাহ্ণ অপরাহ্ন பிற்பகல் หลังเที่ยง пп слоб поподне попл אחהצ "
        "مساءً مساء بعدالظهر بعدازظهر غو شام سہپہر ከሰዓት অপৰাহ্ণ অপৰাহ্ন বিকাল সন্ধ্যা послијеподне popodne popoldne "
        "popołdnju odpoledne večer попладне пополудні післяполудня дня вечера вечора тк түштөнкийинки үх կհ "
        "შუადღშემდეგ ಅಪರಾಹ್ನ ಸಂಜೆ ຫຼັງທ່ຽງ ညနေ ਬਾਦੁ ਸ਼ਾਮ පව शाम संध्याकाळ સાંજે సాయంత్రం വൈകുന്നേരം மாலை ในตอนบ่าย "
        "ในตอนเย็น pēcpusdienā ettermiddag eftermiddag eftermiddagen kvällen epasdites mchana öğledensonra akşamüstü "
        "akşam chiều tối sore malam petang 저녁 夕方 abends tarde delatarde delanoche datarde danoite noite "
        "delaprèsmidi aprèsmidi dusoir soir dipomeriggio disera smiddags savonds popołudniu wieczorem popietų"
    )
)
NOON = frozenset(
    words(
        "中午 正午 昼 mittags mediodía delmediodía दोपहर दुपार બપોરે দুপুর మధ్యాహ్నం ಮಧ್ಯಾಹ್ನ ഉച്ചയ്ക്ക് மதியம் ظهرًا ظهرا دوپہر"
    )
)
"""From about ten to about five o'clock."""
NIGHT = frozenset(
    words(
        "nachts nacht 半夜 夜 夜中 밤 ночи ночі gece đêm रात रात्री રાત્રે রাত రాత్రి ರಾತ್ರಿ രാത്രി இரவு رات ليلا ليلًا "
        "กลางคืน dinotte snachts wnocy vnoci denuit"
    )
)
"""From evening to morning: at twelve it is midnight."""
LAST_OF_NIGHT = 5
FIRST_NEAR_NOON = 10
NEUTRAL = frozenset(words("uhr uur h hs hrs hr horas heures ч год น godz"))
"""Words for the hour, which say nothing of the half of the day."""
NOT_IN_MARKER = re.compile(r"[.\s\"״'’\u200c\u00ad-]")


def to_24_hours(hour: int, before: str, after: str) -> int | None:
    """Return the hour on a 24-hour clock, or None if a word beside the time is no marker of half a day.

    A short word before the time, such as `klo`, `kl.` or `à`, may also be nothing but a preposition.
    """
    marker = NOT_IN_MARKER.sub("", after or before).lower()
    if not marker or hour > 12 or marker in NEUTRAL:
        return hour
    if marker in BEFORE_NOON:
        return hour % 12
    if marker in AFTER_NOON:
        return hour % 12 + 12
    if marker in NOON:
        return hour if hour >= FIRST_NEAR_NOON else hour + 12
    if marker in NIGHT:
        return hour % 12 if hour % 12 <= LAST_OF_NIGHT else hour + 12
    return hour if before and not after and len(before) <= 4 else None
