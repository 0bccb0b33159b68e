"""What to type is told apart from what to read."""

from apps.uploads.templatetags.formats import coded


def test_what_stands_between_backticks_is_code_and_all_is_escaped():
    assert coded("Run `a <b>` & wait") == "Run <code>a &lt;b&gt;</code> &amp; wait"
    assert coded("Upload it.") == "Upload it."
