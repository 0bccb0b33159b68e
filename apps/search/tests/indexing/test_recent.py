from apps.search.indexing.recent import Recent


def test_the_values_asked_for_last_are_kept():
    recent, made = Recent(2), []

    def ask(key):
        return recent.get(key, lambda: made.append(key) or key.upper())

    assert [ask(key) for key in "abacab"] == list("ABACAB")
    assert made == list("abcb")
