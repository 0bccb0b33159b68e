"""Weekdays by the names and short names that programs write, in many languages."""

WEEKDAYS = (
    "monday mon montag mo lunes lun lundi lunedì segunda seg segunda-feira maandag ma måndag mån mandag man maanantai "
    "pn poniedziałek po pondělí pondelok h hétfő pzt pazartesi пн понедельник понеділок senin sen isnin จ จันทร์ "
    "一 月 月曜 月曜日 週一 周一 星期一 礼拜一 월 월요일 thứ-hai t2",
    "tuesday tue tues dienstag di martes mar mardi martedì terça ter terça-feira dinsdag tisdag tis tirsdag tir "
    "tiistai ti wt wtorek út úterý ut utorok k kedd sal salı вт вторник вівторок selasa sel อ อังคาร "
    "二 火 火曜 火曜日 週二 周二 星期二 화 화요일 thứ-ba t3",
    "wednesday wed mittwoch mi miércoles mié mie mercredi mer mercoledì quarta qua quarta-feira woensdag wo onsdag ons "
    "keskiviikko ke śr środa st středa streda sze szerda çar çarşamba ср среда середа rabu rab พ พุธ "
    "三 水 水曜 水曜日 週三 周三 星期三 수 수요일 thứ-tư t4",
    "thursday thu thur thurs donnerstag do jueves jue jeudi jeu giovedì gio quinta qui quinta-feira donderdag torsdag "
    "tor tors torstai to czw czwartek čt čtvrtek št štvrtok cs csütörtök per perşembe чт четверг четвер kamis kam "
    "khamis พฤ พฤหัสบดี 四 木 木曜 木曜日 週四 周四 星期四 목 목요일 thứ-năm t5",
    "friday fri freitag fr viernes vie vendredi ven venerdì sexta sex sexta-feira vrijdag vr fredag fre perjantai pe "
    "pt piątek pá pátek pi piatok p péntek cum cuma пт пятница пʼятниця п'ятниця jumat jum jumaat ศ ศุกร์ "
    "五 金 金曜 金曜日 週五 周五 星期五 금 금요일 thứ-sáu t6",
    "saturday sat samstag sa sonnabend sábado sáb sab samedi sam sabato zaterdag za lördag lör lørdag lør lauantai la "
    "sob sobota so szo szombat cmt cumartesi сб суббота субота sabtu sabt ส เสาร์ "
    "六 土 土曜 土曜日 週六 周六 星期六 토 토요일 thứ-bảy t7",
    "sunday sun sonntag domingo dom dimanche dim domenica zondag zo söndag sön søndag søn sunnuntai su ndz niedziela "
    "ne neděle nedeľa v vasárnap paz pazar вс воскресенье нд неділя minggu min ahad อา อาทิตย์ "
    "日 日曜 日曜日 週日 周日 星期日 星期天 일 일요일 cn chủ-nhật",
)
"""From Monday on, each a line of lower case words."""
NUMBERS = {name: number for number, names in enumerate(WEEKDAYS) for name in names.split()}


def read_weekday(word: str) -> int | None:
    """Return the number of a weekday, from 0 for Monday; None for a word that names none."""
    return NUMBERS.get(word.lower().strip(" .,()（）"))
