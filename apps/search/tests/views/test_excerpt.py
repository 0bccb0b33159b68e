from apps.search.views.excerpt import take_excerpt

WORDS = " ".join(f"word{number}" for number in range(1000))


def test_a_short_text_is_left_alone():
    excerpt = take_excerpt("short", [(0, 5)], limit=10)

    assert (excerpt.text, excerpt.highlights, excerpt.cut_before, excerpt.cut_after) == (
        "short",
        [(0, 5)],
        False,
        False,
    )


def test_a_long_text_is_cut_around_its_first_highlight():
    start = WORDS.index("word700")
    excerpt = take_excerpt(WORDS, [(start, start + 7)], limit=300)

    (where,) = excerpt.highlights
    assert excerpt.text[slice(*where)] == "word700"
    assert len(excerpt.text) <= 300
    assert excerpt.cut_before
    assert excerpt.cut_after
    assert excerpt.text in WORDS
    assert excerpt.text.split()[0] in WORDS.split()
    assert excerpt.text.split()[-1] in WORDS.split()


def test_highlights_beyond_the_excerpt_are_left_out():
    far = len(WORDS) - 7
    excerpt = take_excerpt(WORDS, [(0, 5), (far, far + 7)], limit=100)

    assert excerpt.highlights == [(0, 5)]
    assert not excerpt.cut_before


def test_the_end_of_a_text_can_be_the_excerpt():
    end = len(WORDS)
    excerpt = take_excerpt(WORDS, [(end - 7, end)], limit=200)

    assert excerpt.text.endswith("word999")
    assert not excerpt.cut_after


def test_a_text_without_spaces_is_cut_too():
    excerpt = take_excerpt("漢" * 5000, [(4000, 4002)], limit=100)

    assert len(excerpt.text) == 100
    assert [end - start for start, end in excerpt.highlights] == [2]
