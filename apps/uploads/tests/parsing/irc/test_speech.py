import pytest

from apps.uploads.parsing.irc.speech import read_speech, read_tabbed


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("<ann> hi", ("message", "ann", "hi")),
        ("<@ann> hi", ("message", "ann", "hi")),
        ("< ann> <b> is bold", ("message", "ann", "<b> is bold")),
        ("<|trey|> hi ", ("message", "|trey|", "hi")),
        ("<ann!a@b.c> +hi", ("message", "ann", "+hi")),
        ("<ann>", ("message", "ann", "")),
        (" * ann waves", ("message", "ann", "waves")),
        ("* ^ann^ is away (gone)", ("message", "^ann^", "is away (gone)")),
        ("* ann (a@b.c) has joined #x", ("system", None, "ann (a@b.c) has joined #x")),
        ("* ann is now known as bob", ("system", None, "ann is now known as bob")),
        ("*** Joins: ann (a@b.c)", ("system", None, "Joins: ann (a@b.c)")),
        ("-!- ann has quit", ("system", None, "ann has quit")),
        ("--> ann joined", ("system", None, "ann joined")),
        ("-eval- [1, 2]", ("system", "eval", "[1, 2]")),
        ("-ChanServ(cs@services.)- hello", ("system", "ChanServ", "hello")),
        ("Action: ann waves", ("message", "ann", "waves")),
        ("ann (a@b.c) joined #x.", ("system", None, "ann (a@b.c) joined #x.")),
        ("<> odd", ("system", None, "<> odd")),
        ("", ("system", None, "")),
        ("<ann> \x0304,01red\x03 \x02bold\x0f", ("message", "ann", "red bold")),
    ],
)
def test_who_says_what(rest, expected):
    assert read_speech(rest) == expected


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("@ann\thi", ("message", "ann", "hi")),
        (" *\tann waves", ("message", "ann", "waves")),
        ("-->\tann joined", ("system", None, "ann joined")),
        ("--\tnotice", ("system", None, "notice")),
        ("no tab", ("system", None, "no tab")),
        ("\tempty", ("system", None, "empty")),
    ],
)
def test_weechat_columns(rest, expected):
    assert read_tabbed(rest) == expected
