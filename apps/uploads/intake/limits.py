"""How much an upload may hold."""

from dataclasses import dataclass

from apps.uploads.parsing.base import UnreadableExport

MEGABYTE = 1024 * 1024
RATIO_GRACE_BYTES = MEGABYTE
"""A small file of few different words may well pack 200 to 1; that much harms nobody."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one upload; sizes in bytes. `ratio` is unpacked size over the archive's size.

    `day_files` are allowed beside `entries`: Slack writes a small file for each channel and day, which makes tens of
    thousands of a workspace of some years.
    """

    upload_bytes: int = 100 * MEGABYTE
    unpacked_bytes: int = 1024 * MEGABYTE
    ratio: float = 200.0
    entries: int = 10_000
    day_files: int = 100_000


class Budget:
    """Counts what comes out of an archive of `packed_bytes`, whatever its headers say."""

    def __init__(self, limits: Limits, packed_bytes: int) -> None:
        self._limits = limits
        self._ratio_bytes = max(int(packed_bytes * limits.ratio), RATIO_GRACE_BYTES)
        self._spent_bytes = 0

    def spend(self, size_bytes: int) -> None:
        """Raises UnreadableExport with `archive_too_large` or `archive_ratio`."""
        self._spent_bytes += size_bytes
        if self._spent_bytes > self._limits.unpacked_bytes:
            limit_mb = self._limits.unpacked_bytes // MEGABYTE
            raise UnreadableExport(
                "archive_too_large",
                f"The archive unpacks to more than {limit_mb:,} MB. Split it, or leave media out.",
            )
        if self._spent_bytes > self._ratio_bytes:
            raise UnreadableExport(
                "archive_ratio",
                f"The archive unpacks to more than {self._limits.ratio:g} times its size, as no chat does. "
                "Upload the files in it by themselves.",
            )

    def require_listable(self, entries: int) -> None:
        """Bound what is listed at all, before names are known. Raises as `require_few`."""
        if entries > self._limits.entries + self._limits.day_files:
            self._refuse_many()

    def require_few(self, entries: int, day_files: int = 0) -> None:
        """Bound the entries, `day_files` of which are a channel's days. Raises UnreadableExport: `too_many_entries`."""
        if entries - day_files > self._limits.entries or day_files > self._limits.day_files:
            self._refuse_many()

    def _refuse_many(self) -> None:
        raise UnreadableExport(
            "too_many_entries",
            f"The archive holds more than {self._limits.entries:,} files. Split it, or leave media out.",
        )
