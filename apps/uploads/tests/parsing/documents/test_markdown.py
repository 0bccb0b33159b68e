from apps.uploads.tests.parsing.reading import Reading, read_text

NOTES = """---
title: "Garden notes"
tags: [x]
---
# Beds #

Beans [and peas](https://x.org/p "t") are
sown.

South
-----
- one
- two

***

```py
# no heading

x = 1
```
> quoted
"""


def read(text: str, name: str = "notes.md") -> Reading:
    reading = read_text(text, name)
    assert reading.format == "markdown"
    return reading


def test_blocks():
    reading = read(NOTES)
    assert [(m.source_ref, m.text, m.starts_session) for m in reading.messages] == [
        ("line 5", "Beds", True),
        ("line 7", "Beans and peas are\nsown.", False),
        ("line 10", "South", True),
        ("line 12", "- one", False),
        ("line 13", "- two", False),
        ("line 18", "# no heading\n\nx = 1", False),
        ("line 22", "> quoted", False),
    ]
    assert reading.messages[1].links == ("https://x.org/p",)
    assert {m.conversation for m in reading.messages} == {"Garden notes"}


def test_it_is_told_by_its_marks_where_the_ending_says_nothing():
    assert read("# Beds\n\nSee [here](https://x.org).\n", "notes.txt").texts == ["Beds", "See here."]
    assert read_text("#1 is best\n\nwords\n", "notes.txt").format == "plain"


def test_a_fence_or_a_front_matter_without_end():
    assert read("---\ntitle: x\n\nwords\n").texts == ["title: x", "words"]
    assert read("a\n\n```\nb\n\nc").texts == ["a", "b\n\nc"]


def test_a_chat_of_that_ending_is_a_chat():
    chat = "13/01/2024, 10:30 - Ann: hi\n13/01/2024, 10:31 - Bob: ho\n"
    assert read_text(chat, "chat.md").format == "whatsapp"


def test_addresses_defined_elsewhere_stand_beside_the_words():
    text = "See [the *plan*][p], [peas][], [beans] and [x][nowhere].\n\n[P]: <https://x.org/p> 'Plan'\n"
    [message] = read_text(f"{text}[peas]: https://x.org/peas\n[beans]: https://x.org/b\n", "x.md").messages
    assert message.text == "See the *plan*, peas, beans and [x][nowhere]."
    assert message.links == ("https://x.org/p", "https://x.org/peas", "https://x.org/b")


def test_comments_and_tags_that_stand_alone_are_left_out():
    text = '<!-- one\n\n# two\n\n-->\n<div align="left">\n\nA <b>word</b> <br>\n\n</div>\n\n'
    text += "```\n<!-- code -->\n<p>\n```\n"
    assert read_text(text, "x.md").texts == ["A <b>word</b> <br>", "<!-- code -->\n<p>"]
