from datetime import datetime

import pytest

from apps.uploads.parsing import written_dates
from apps.uploads.parsing.written_dates import WrittenDates

MORNING = datetime(2026, 5, 29, 3, 0, 29)
AFTERNOON = datetime(2026, 5, 29, 15, 0, 29)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Friday, May 29, 2026 at 3:00:29\u202fAM UTC", MORNING),
        ("Friday, 29 May 2026 at 15:00:29 UTC", AFTERNOON),
        ("2026年5月29日星期五 UTC 03:00:29", MORNING),
        ("2026年5月29日 星期五 下午3:00:29 [UTC]", AFTERNOON),
        ("2026年5月29日金曜日 15時00分29秒 UTC", AFTERNOON),
        ("2026년 5월 29일 금요일 오후 3시 0분 29초 UTC", AFTERNOON),
        ("Freitag, 29. Mai 2026 um 03:00:29 UTC", MORNING),
        ("vendredi 29 mai 2026 à 03:00:29 UTC", MORNING),
        ("viernes, 29 de mayo de 2026, 3:00:29 UTC", MORNING),
        ("sexta-feira, 29 de maio de 2026 às 03:00:29 UTC", MORNING),
        ("venerdì 29 maggio 2026 alle ore 15:00:29 UTC", AFTERNOON),
        ("2026. május 29., péntek 3:00:29 UTC", MORNING),
        ("пятница, 29 мая 2026 г. в 03:00:29 UTC", MORNING),
        ("piątek, 29 maja 2026 03:00:29 UTC", MORNING),
        ("29 Mayıs 2026 Cuma 03:00:29 UTC", MORNING),
        ("fredag den 29. maj 2026 kl. 03.00.29 UTC", MORNING),
        ("Thứ Sáu, 29 tháng 5, 2026 lúc 03:00:29 UTC", MORNING),
        ("الجمعة، 29 مايو 2026 في 3:00:29 ص UTC", MORNING),
        ("perjantai 29. toukokuuta 2026 klo 3.00.29 UTC", MORNING),
    ],
)
def test_moments_in_many_languages(text, moment):
    written = WrittenDates().read(text)
    assert (written.moment, written.is_utc, written.has_seconds) == (moment, True, True)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Sep 13, 2020, 12:26 PM", datetime(2020, 9, 13, 12, 26)),
        ("Sep 13, 2020 12:26 am", datetime(2020, 9, 13, 0, 26)),
        ("13.09.2020, 12:26", datetime(2020, 9, 13, 12, 26)),
        ("mardi 8 sept. 2020, 12:26", datetime(2020, 9, 8, 12, 26)),
        ("martes, 10 de marzo de 2020 9:05", datetime(2020, 3, 10, 9, 5)),
        ("7 listopada 2020 09:05", datetime(2020, 11, 7, 9, 5)),
        ("7. listopada 2020. u 09:05", datetime(2020, 10, 7, 9, 5)),
    ],
)
def test_shorter_forms_to_the_minute(text, moment):
    written = WrittenDates().read(text)
    assert (written.moment, written.is_utc, written.has_seconds) == (moment, False, False)


def test_a_rare_language_is_read_by_dateparser_unless_it_failed_too_often(monkeypatch):
    thai = "วันศุกร์ที่ 29 พฤษภาคม 2026 เวลา 03:00:29 UTC"
    assert WrittenDates().read(thai).moment == MORNING
    monkeypatch.setattr(written_dates, "MAX_FAILURES", 0)
    assert WrittenDates().read(thai) is None


@pytest.mark.parametrize(
    "text", ["", "Friday", "May 29, 2026", "at 3:00:29 AM", "May 29, 1026 at 3:00", "9" * 5000]
)
def test_what_states_no_moment(text):
    assert WrittenDates().read(text) is None
