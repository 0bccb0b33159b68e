"""Where words, quotes and values begin and end in a query. Each call moves on; together they read the text once."""

import re

from .errors import QueryError
from .tree import Phrase, Span, Value, Word

QUOTES = {'"': '"', "“": "”“", "„": "“”", "«": "»", "»": "«"}
"""What opens a quotation, and what may close it: phones and word processors write the typographic ones.

Only the plain one has escapes, \\" and \\\\.
"""

MINUS = re.compile(
    r"""-(?![\s)-]|\(\s*\)|\d+(?:[.,]\d+)*\W*(?:\s|$))  # not a dash, an option, or a number's sign
        (?=["“„«»(]|\S*\w)  # but before something that can be left out""",
    re.VERBOSE,
)
"""A minus that leaves out."""

_SMILEY = re.compile(r"(?:[:;=]['’^-]?[()]+|\(+['’^-]?[:;=]|\([^\w\s()\"]*\))(?=\s|$)")
_EMPTY_PARENTHESES = re.compile(r"-?\(\s*\)")
_REST_OF_QUOTED = re.compile(r'(?:[^"\\]|\\["\\]?)*+"')
_ESCAPED = re.compile(r'\\(["\\])')


class Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.depth = 0
        """How many parentheses are open."""
        self._never_closed: set[str] = set()

    @property
    def next(self) -> str:
        """The next character, "" at the end."""
        return self.text[self.position : self.position + 1]

    def skip_blanks(self) -> None:
        while self.next.isspace():
            self.position += 1

    def at_end_of_group(self) -> bool:
        return not self.next or (self.next == ")" and self.depth > 0)

    def sees(self, operator: str) -> bool:
        """Whether the operator comes next, as a word of its own."""
        end = self.position + len(operator)
        following = self.text[end : end + 1]
        return self.text.startswith(operator, self.position) and (
            following in ("", "(", ")") or following.isspace()
        )

    def take_odd_word(self) -> Word | None:
        """A smiley, or parentheses with nothing in them: what would else open or close a group."""
        match = _SMILEY.match(self.text, self.position) or _EMPTY_PARENTHESES.match(self.text, self.position)
        return match and self._word(match.end())

    def take_word(self) -> Word:
        return self._word(self._end_of_run(stop_at=""))

    def take_quotation(self) -> Phrase | None:
        """What stands in quotes next, None if nothing does.

        Raises QueryError on a plain quote that is never closed, or one around nothing. A typographic one without
        its partner is part of a word.
        """
        start, opening = self.position, self.next
        if opening not in QUOTES or opening in self._never_closed:
            return None
        end = self._find_closing(start + 1, QUOTES[opening])
        if end is None and opening == '"':
            raise self._describe_unclosed(start)
        if end is None:
            # Remembered, or a text of nothing but such quotes would be read to its end for each of them.
            self._never_closed.add(opening)
            return None
        text = self.text[start + 1 : end]
        text = _ESCAPED.sub(r"\1", text) if opening == '"' else text
        self.position = end + 1
        if not text.strip():
            raise QueryError("There is nothing between these quotes.", start, end + 1)
        return Phrase(text, Span(start, end + 1))

    def take_value(self) -> Value:
        """One value of a field: quoted, or up to a blank, a comma or the group's end; its text may be empty."""
        if quotation := self.take_quotation():
            return Value(quotation.text, quotation.span)
        word = self._word(self._end_of_run(stop_at=","))
        return Value(word.text, word.span)

    def _word(self, end: int) -> Word:
        start, self.position = self.position, end
        return Word(self.text[start:end], Span(start, end))

    def _end_of_run(self, stop_at: str) -> int:
        """Up to a blank, or the parenthesis that closes the group; `f(x)` keeps its own ones."""
        own = 0
        for place in range(self.position, len(self.text)):
            character = self.text[place]
            if character.isspace() or (character == stop_at and not own):
                return place
            if character == "(":
                own += 1
            elif character == ")" and own:
                own -= 1
            elif character == ")" and self.depth:
                return place
        return len(self.text)

    def _find_closing(self, start: int, closing: str) -> int | None:
        if closing == '"':
            match = _REST_OF_QUOTED.match(self.text, start)
            return match and match.end() - 1
        return min((place for mark in closing if (place := self.text.find(mark, start)) >= 0), default=None)

    def _describe_unclosed(self, start: int) -> QueryError:
        rest = self.text[start:].rstrip()
        return QueryError(
            'This quote is never closed: put another " behind the phrase.',
            start,
            start + len(rest),
            rest + '"' if len(rest) > 1 else None,
        )
