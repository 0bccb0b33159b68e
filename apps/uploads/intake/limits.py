"""How much an upload may hold."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one upload; sizes in bytes. `ratio` is unpacked size over the archive's size."""

    upload_bytes: int = 100 * MEGABYTE
    unpacked_bytes: int = 1024 * MEGABYTE
    ratio: float = 200.0
    entries: int = 10_000
