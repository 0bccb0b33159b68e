"""Logs of programs that stamp lines, name speakers or tell the day in a way of their own."""

import pytest

from apps.uploads.tests.parsing.reading import Reading, read_text

DIALECTS = {
    "bip": "24-12-2013 10:30:00 < ann!~a@host: hi\n24-12-2013 10:30:00 -!- bob has quit [x]\n",
    "psybnc": "Tue Dec 24 10:30:00 2013 :(ann!~a@host) hi\nTue Dec 24 10:30:00 2013 :(ann!~a@host) hi\n",
    "konversation": "[Dienstag, 24. Dezember 2013] [10:30:00] <ann>\thi\n",
    "konversation, English": "[Tuesday, December 24, 2013] [10:30:00 CET] <ann>\thi\n",
    "chatzilla": "[2013-12-24 10:30:00] -->| bob (b@h) has joined #x\n[2013-12-24 10:30:00] <ann> hi\n",
    "irccloud": "[2013-12-24 10:30:00] ⇐ bob quit (b@h): Quit: x\n[2013-12-24 10:30:00] <ann> hi\n",
    "numbers": "[24.12.2013 10:30:00] <ann> hi\n",
    "numbers, American": "[12/24/13 10:30:00 AM] <ann> hi\n",
    "slashes": "2013/12/24 10:30:00 <ann> hi\n",
    "month's name": "[24-Dec-2013 10:30:00] <ann> hi\n",
    "ctime": "[Tue Dec 24 10:30:00 2013] <ann> hi\n",
    "channel behind the stamp": "2013-12-24T10:30:00 #x <ann> hi\n",
    "channel in brackets": "[2013-12-24 10:30:00] [#x] <ann> hi\n",
    "Twitch": "[2013-12-24 10:30:00] #x ann: hi\n[2013-12-24 10:30:00] #x ann: hi\n",
    "irssi, localised": "--- Log opened Di Dez 24 10:03:09 2013\n10:30:00 < ann> hi\n",
    "irssi, ISO": "--- Log opened 2013-12-24 10:03:09\n10:30:00 < ann> hi\n",
    "irssi, square": "--- Log opened Tue Dec 24 10:03:09 2013\n10:30:00 [@ann] hi\n10:30:00 [ ann] hi\n",
    "irssi, bar": "--- Log opened Tue Dec 24 10:03:09 2013\n10:30:00   ann | hi\n10:30:00   ann | hi\n",
    "irssi, no blank": "--- Log opened Tue Dec 24 10:03:09 2013\n10:30:00< ann> hi\n10:30:00-!- bob has quit [x]\n",
    "WeeChat, blanks for tabs": "2013-12-24 10:30:00     -->     bob (b@h) has joined #x\n"
    "2013-12-24 10:30:00     @ann    hi\n2013-12-24 10:30:00     ann hi\n",
    "mIRC, colours": "Session Start: Tue Dec 24 10:00:00 2013\n\x0301[10:30:00] <@ann> \x02hi\x02\n",
    "mIRC, colours copied": "Session Start: Tue Dec 24 10:00:00 2013\n01[10:30:00] <@ann> hi\n",
    "HexChat, German": "**** BEGINN DER AUFZEICHNUNG AM Di Dez 24 10:00:00 2013\n\nDez 24 10:30:00 <ann>\thi\n",
    "Trillian": "Session Start (irc:#x): Tue Dec 24 10:00:00 2013\n[10:30:00] ann: hi\n[10:30:00] ann: hi\n",
    "Pidgin": "Conversation with #x at Tue 24 Dec 2013 10:30:00 AM CET on me@irc (irc)\n(10:30:00 AM) ann: hi\n"
    "(10:30:00 AM) bob left the room (quit: Quit: x).\n(10:30:00 AM) ann: hi\n",
    "Pidgin, page": "<html><head><title>Conversation with #x at Tue Dec 24 10:30:00 2013</title></head>"
    "<h3>Conversation with #x at Tue Dec 24 10:30:00 2013 on me@irc (irc)</h3>\n"
    + "<font color='#16569E'><font size='2'>(10:30:00)</font> <b>ann:</b></font> hi<br/>\n"
    * 2,
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_tells_who_said_what_and_when(dialect):
    reading = read_text(DIALECTS[dialect], "chan.log")
    assert reading.format == "irc"
    said = {(m.sender, m.text, m.local_time) for m in reading.said}
    assert said == {("ann", "hi", "2013-12-24T10:30:00")}
    assert (reading.report.skipped, reading.report.questions) == (0, [])


def test_seconds_since_1970_need_no_zone():
    reading = read_text("1387881000 <ann> hi\n1387881001 -!- bob(b@h) has joined #x\n")
    assert [(m.kind, m.sent_at.isoformat(), m.local_time) for m in reading.messages] == [
        ("message", "2013-12-24T10:30:00+00:00", ""),
        ("system", "2013-12-24T10:30:01+00:00", ""),
    ]


def test_whole_dates_leave_nothing_to_warn_of_but_the_zone():
    reading = read_text("2013-12-24 10:30:00 <ann> hi\n")
    assert list(reading.report.inferences) == ["timezone"]
    assert len(reading.report.warnings) == 1


def test_dates_of_numbers_that_could_be_either_are_asked():
    reading = read_text("[03/04/2013 10:30:00] <ann> hi\n")
    assert [question.subject for question in reading.report.questions] == ["date_order"]
    assert read_text("[03/04/2013 10:30:00] <ann> hi\n", date_order="mdy").local_times == [
        "2013-03-04T10:30:00"
    ]


def test_pidgin_goes_on_in_further_lines():
    text = "Conversation with bob at 2013-12-24 10:00:00 on ann (jabber)\n(10:30:00) Bob B: one\ntwo: 2\n\n"
    text += "(10:31:00) Bob B: x\n"
    reading = read_text(text, "2013-12-24.100000+0100CET.txt")
    assert [(m.conversation, m.sender, m.text) for m in reading.messages] == [
        ("bob", "Bob B", "one\ntwo: 2"),
        ("bob", "Bob B", "x"),
    ]


@pytest.mark.parametrize(
    "event",
    [
        "ann has quit (Ping timeout)",
        "ann (a@b) has left (bye)",
        "ann (a@b) Quit (Quit: bye)",
        "ann gives channel operator status to bob",
        "ann removes voice from bob",
        "ann sets ban on *!*@spam",
        "ann has changed the topic to: new",
        "ann has kicked bob from #x (spam)",
        "You are now known as al",
        "Joins: cem (c@d)",
        "ann (a@b.org) hat den Kanal betreten",
    ],
)
def test_events_behind_a_star_are_no_actions(event):
    reading = read_text(
        f"[10:29] * ann waves\n[10:30] * {event}\n[10:31] * ann has quit smoking\n", "x_2013-12-24.log"
    )
    assert [(m.kind, m.text) for m in reading.messages] == [
        ("message", "waves"),
        ("system", event),
        ("message", "has quit smoking"),
    ]


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("znc.zip/libera/#x/2013-12-24.log", "#x"),
        ("ubuntu.zip/2013/12/24/#x.txt", "#x"),
        ("2013-12-24/%23x.log.html", "#x"),
        ("logs.zip/x/2013-12-24.log", "x"),
        ("logs.zip/x/2013/2013-12-24.log", "x"),
        ("libera_x_20131224.log", "libera_x"),
        ("2013-12-24-x.txt", "x"),
        ("2013-12-24.log", "2013-12-24"),
        ("2013-12-24_03.raw.txt", "2013-12-24_03.raw"),
    ],
)
def test_the_days_of_a_channel_are_one_conversation(filename, name):
    [message] = read_text("[10:30] <ann> hi\n", filename).messages
    assert (message.conversation, message.local_time) == (name, "2013-12-24T10:30:00")


@pytest.mark.parametrize(
    "text",
    [
        "[10:30:00] INFO: started\n[10:30:01] ERROR: failed\n",
        "2013-12-24 10:30:00     INFO    started\n2013-12-24 10:30:01     WARNING slow\n",
        "10:30 Opening: everybody\n10:45 Talk: beans\n11:15 Break: tea\n11:30 Workshop: peas\n",
        "10:30:00 [INFO] started\n10:30:01 [ERROR] failed\n",
        "Dec 24 10:30:00 host sshd: started\nDec 24 10:30:01 host cron: ran\n",
        "2013-12-24T10:30:00Z\tann\tbob\thi\n2013-12-24T10:30:01Z\tbob\tann\tho\n",
    ],
)
def test_logs_of_programs_and_tables_are_no_chats_of_irc(text):
    assert read_text(text, "some.log").format != "irc"


def who_said(reading: Reading) -> list[str | None]:
    return [message.sender for message in reading.messages]


def test_names_with_blanks_stay_whole():
    assert who_said(read_text("00:58 <&Rainbow Dash> hi\n", "x_2013-12-24.log")) == ["Rainbow Dash"]


def test_dircproxy_leaves_a_sign_before_what_others_say_only():
    stamp = "[24 Dec 10:30] "
    said = ("<me!a@b> hi", "<me!a@b> +1", "<ann!a@b> ++1", "<bob!a@b> -no", "* ann +1s that")
    reading = read_text("".join(f"{stamp}{one}\n" for one in said), "x_2013-12-24.log")
    assert reading.texts == ["hi", "+1", "+1", "no", "+1s that"]


LINK = '<a href="https://x.org">https://x.org</a>'
PAGE = f"""<!DOCTYPE html>
<html><head><title>#x on 2013-12-24</title><meta name="generator" content="irclog2html.py 2.9" /></head>
<body><h1>#x</h1><div class="navigation"> <a href="a.html">before</a> </div>
<table class="irclog">
<tr id="t2013-12-24T10:30:00"><th class="nick" style="x">&lt;ann&gt;</th><td class="text">a &lt;b&gt; {LINK}</td></tr>
<tr id="t2013-12-24T10:31:00"><td class="action">* bob waves</td><td><a href="#t" class="time">10:31</a></td>
<tr id="t2013-12-24T10:32:00"><td class="join" colspan="2">*** bob has quit IRC</td></tr>
<tr><td class="other" colspan="3">=== cem is now known as dan</td></tr>
<tr id="t2013-12-24T10:33:00-2"><th class="nick">bob</th><td class="text">bye</td></tr>
</table><div class="generatedby"><p>Generated</p></div></body></html>
"""


def test_pages_made_of_logs_are_read_as_logs():
    reading = read_text(PAGE, "%23x.log.html")
    assert reading.format == "irc"
    assert [(m.kind, m.sender, m.text, m.local_time[11:]) for m in reading.messages] == [
        ("message", "ann", "a <b> https://x.org", "10:30:00"),
        ("message", "bob", "waves", "10:31:00"),
        ("system", None, "bob has quit IRC", "10:32:00"),
        ("system", None, "cem is now known as dan", ""),
        ("message", "bob", "bye", "10:33:00"),
    ]
