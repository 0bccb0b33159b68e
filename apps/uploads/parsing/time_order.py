"""Messages of a file that is not in the order of time, brought into it in bounded memory.

A chat of up to CHUNK messages is sorted at once. A longer one is sorted chunk by chunk into a temporary file, and the
chunks are merged. Messages of one moment keep their order, or turn it round where the file begins with the newest;
a message without time stays beside the one before it.
"""

import heapq
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice, pairwise
from tempfile import TemporaryFile
from typing import BinaryIO

import msgspec

from apps.uploads.parsing.base import ParsedMessage

CHUNK = 20_000
BLOCK = 500
"""Messages read back at a time from each of the chunks."""
LENGTH_BYTES = 8
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Ranked = tuple[tuple[datetime, int], ParsedMessage]
"""Moment and place in the file, which order messages."""

ENCODER = msgspec.msgpack.Encoder()
DECODER = msgspec.msgpack.Decoder(list[tuple[tuple[datetime, int], ParsedMessage]])


def in_time_order(messages: Iterable[ParsedMessage]) -> Iterator[ParsedMessage]:
    """Yield the messages oldest first. All are read before the first is yielded."""
    ranked = _rank(iter(messages))
    first = list(islice(ranked, CHUNK))
    if len(first) < CHUNK:
        yield from (message for _, message in sorted(first, key=_key))
        return
    with TemporaryFile() as file:
        yield from _merge(first, ranked, file)


def _key(ranked: Ranked) -> tuple[datetime, int]:
    return ranked[0]


def _rank(messages: Iterator[ParsedMessage]) -> Iterator[Ranked]:
    head = list(islice(messages, CHUNK))
    step = -1 if _begins_with_newest(head) else 1
    moment, place = EPOCH, 0
    for part in (head, messages):
        for message in part:
            moment, place = message.sent_at or moment, place + step
            yield (moment, place), message


def _begins_with_newest(messages: list[ParsedMessage]) -> bool:
    times = [message.sent_at for message in messages if message.sent_at]
    return sum((later > earlier) - (later < earlier) for earlier, later in pairwise(times)) < 0


def _merge(first: list[Ranked], rest: Iterator[Ranked], file: BinaryIO) -> Iterator[ParsedMessage]:
    starts = []
    chunk = first
    while chunk:
        starts.append(_spill(sorted(chunk, key=_key), file))
        chunk = list(islice(rest, CHUNK))
    del first
    runs = [_read_run(file, start) for start in starts]
    yield from (message for _, message in heapq.merge(*runs, key=_key))


def _spill(chunk: list[Ranked], file: BinaryIO) -> int:
    """Write a sorted chunk as blocks, each after its length, and a length of 0; return where it begins."""
    start = file.tell()
    for place in range(0, len(chunk), BLOCK):
        block = ENCODER.encode(chunk[place : place + BLOCK])
        file.write(len(block).to_bytes(LENGTH_BYTES))
        file.write(block)
    file.write(bytes(LENGTH_BYTES))
    return start


def _read_run(file: BinaryIO, place: int) -> Iterator[Ranked]:
    while True:
        file.seek(place)
        length = int.from_bytes(file.read(LENGTH_BYTES))
        if not length:
            return
        block = file.read(length)
        place = file.tell()
        yield from DECODER.decode(block)
