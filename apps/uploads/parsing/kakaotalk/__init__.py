"""KakaoTalk's chat exports ("Export messages"), of phones, Windows and macOS, in Korean, English or Japanese.

Phones write a title, the day of saving, and a line for each message, dated in full:
`2026년 4월 25일 오후 3:20, 지민 : 안녕` (Android), `2026. 4. 25. 오후 3:20, 지민 : 안녕` (iOS), or
`April 25, 2026, 3:20 PM, Jimin : hi`; a date alone above a message begins a day. What the program says has no ` : `, or
on iOS a colon in place of the comma.

Windows writes `--------------- 2026년 4월 25일 토요일 ---------------` above each day, and `[지민] [오후 3:20] 안녕`.
What the program says stands there without name and time: it is known by its wording only, and takes the time of the
line before it. macOS writes a table, `Date,User,Message`, with seconds.

The year always comes first or beside the name of the month, so dates leave nothing to infer. Times are local. Pictures
and the like are told by a word that is the whole message (`사진`, `Photo`).
"""

from apps.uploads.parsing.kakaotalk.parser import KakaoTalkParser

__all__ = ["KakaoTalkParser"]
