"""Sets of sequences as ranges, [[first, last], …], ascending and apart."""

from collections.abc import Iterable, Sequence

Ranges = list[list[int]]


def compress(sequences: Iterable[int]) -> Ranges:
    """Return rising numbers as ranges; equal ones count once."""
    ranges: Ranges = []
    for number in sequences:
        if ranges and number <= ranges[-1][1] + 1:
            ranges[-1][1] = max(ranges[-1][1], number)
        else:
            ranges.append([number, number])
    return ranges


def unite(*sets: Sequence[Sequence[int]]) -> Ranges:
    united: Ranges = []
    for first, last in sorted(tuple(each) for ranges in sets for each in ranges):
        if united and first <= united[-1][1] + 1:
            united[-1][1] = max(united[-1][1], last)
        else:
            united.append([first, last])
    return united


def subtract(ranges: Sequence[Sequence[int]], others: Sequence[Sequence[int]]) -> Ranges:
    """Return what is in `ranges` and not in `others`; both ascending and apart."""
    left: Ranges = []
    at = 0
    for first, last in ranges:
        while at < len(others) and others[at][1] < first:
            at += 1
        beyond = at
        while beyond < len(others) and others[beyond][0] <= last:
            if others[beyond][0] > first:
                left.append([first, others[beyond][0] - 1])
            first = others[beyond][1] + 1
            beyond += 1
        if first <= last:
            left.append([first, last])
    return left


def count(ranges: Sequence[Sequence[int]]) -> int:
    return sum(last - first + 1 for first, last in ranges)
