import io

from chatanalysis.runtime.console import Console, LineSplitter


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Gone(io.StringIO):
    def write(self, text: str) -> int:
        raise BrokenPipeError


def test_lines_carry_the_name_and_no_control_characters():
    stream = io.StringIO()
    Console(stream).say("a\tb\x1b]0;title\x07\nsecond", "web")
    assert stream.getvalue() == "web    | a\tb]0;title\nweb    | second\n"


def test_a_terminal_gets_one_colour_per_name():
    stream = Terminal()
    console = Console(stream)
    for name in ("web", "embed", "web"):
        console.say("x", name)
    first, second, third = stream.getvalue().splitlines()
    assert first == third != second
    assert first.startswith("\033[")


def test_a_reader_who_went_away_is_no_error():
    console = Console(Gone())
    console.say("one")
    console.say("two")


def test_lines_are_cut_where_they_end_and_where_they_grow_too_long():
    splitter = LineSplitter()
    assert splitter.feed(b"on") == []
    assert splitter.feed(b"e\ntwo\nthr") == ["one", "two"]
    assert splitter.end() == ["thr"]
    assert splitter.feed(b"x" * (LineSplitter.LONGEST_BYTES + 1)) == ["x" * (LineSplitter.LONGEST_BYTES + 1)]
    assert splitter.end() == []
