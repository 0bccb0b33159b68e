"""Which tokens the model reads together: windows of consecutive messages, after some earlier ones as context.

Source: Günther et al., "Late Chunking", 2024. A message is understood in its conversation, at the price of reading
`context_tokens` again for every window.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from .passage import PassageMessage


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """`new_tokens` are encoded for keeps in each window, up to `context_tokens` earlier ones only lend meaning.

    On LoCoMo 0, 40 and 60 tokens of context rank alike (nDCG@10 .562, .568, .566), and each costs its share of time.

    Silence of `session_gap_hours` ends a session, and no window reaches over it.
    """

    new_tokens: int = 126
    context_tokens: int = 16
    session_gap_hours: float = 4.0

    def __post_init__(self) -> None:
        if self.new_tokens < 1 or self.context_tokens < 0:
            raise ValueError("a window needs at least one new token, and context cannot be negative")


@dataclass(frozen=True, slots=True)
class Window:
    """Positions in the stream of all tokens, one message after another.

    The model reads `context_start:end`; its outputs are kept for `start:end`.
    """

    context_start: int
    start: int
    end: int


def find_session_starts(messages: Sequence[PassageMessage], *, gap_hours: float) -> list[bool]:
    """One flag a message. A message without a time continues the session unless it says otherwise."""
    gap, previous, starts = timedelta(hours=gap_hours), None, []
    for position, message in enumerate(messages):
        silent = previous is not None and message.sent_at is not None and message.sent_at - previous > gap
        starts.append(position == 0 or message.starts_session or silent)
        previous = message.sent_at or previous
    return starts


def plan_windows(
    lengths: Sequence[int], session_starts: Sequence[bool], settings: WindowSettings, *, first: int = 0
) -> list[Window]:
    """Windows that cover every token of the messages from `first` on exactly once, in order.

    Windows begin and end between messages; only a message longer than a whole window is spread over several.
    Messages before `first` serve as context alone.
    """
    windows: list[Window] = []
    for session_start, start, ends in _sessions(lengths, session_starts, first):
        for start, end in _fill(start, ends, settings.new_tokens):  # noqa: B020
            context_start = max(session_start, start - settings.context_tokens)
            windows.append(Window(context_start, start, end))
    return windows


def _sessions(
    lengths: Sequence[int], session_starts: Sequence[bool], first: int
) -> Iterator[tuple[int, int, list[int]]]:
    """For each session: its first position, the first position to be encoded, and where its messages end."""
    position = session_start = first_new = 0
    ends: list[int] = []
    for index, (length, starts) in enumerate(zip(lengths, session_starts, strict=True)):
        if starts:
            if ends:
                yield session_start, first_new, ends
            session_start, ends = position, []
        if index >= first and not ends:
            first_new = position
        position += length
        if index >= first:
            ends.append(position)
    if ends:
        yield session_start, first_new, ends


def _fill(start: int, ends: Sequence[int], size: int) -> Iterator[tuple[int, int]]:
    """Cut `start:ends[-1]` into pieces of at most `size`, at the given ends wherever one lies within reach."""
    previous = start
    for end in ends:
        if end - start > size and previous > start:
            yield start, previous
            start = previous
        while end - start > size:
            yield start, start + size
            start += size
        previous = end
    if previous > start:
        yield start, previous
