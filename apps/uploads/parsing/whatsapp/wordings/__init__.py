"""What WhatsApp writes in place of, or around, a person's words, in the languages of its users.

The wordings are those of the app's own translations, older ones beside newer ones. One that is missing here loses
nothing: it stays in the text of an ordinary message.
"""


def variants(*lines: str) -> frozenset[str]:
    """Return the wordings of lines that separate them by `|`, in lower case and without a full stop at the end."""
    found = (wording.strip().lower().rstrip(".。।") for line in lines for wording in line.split("|"))
    return frozenset(wording for wording in found if wording)
