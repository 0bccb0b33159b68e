"""A process of its own that reads one export as the ingest worker does, and prints time and peak memory as JSON."""

import json
import resource
import sys
import time
from pathlib import Path

from apps.uploads.parsing.base import ParseOptions
from apps.uploads.parsing.registry import parse_file
from benchmarks.console import say


def main() -> None:
    path = Path(sys.argv[1])
    started = time.perf_counter()
    parsed = parse_file(path, ParseOptions(filename=path.name, timezone="Europe/Berlin"))
    messages = sum(1 for _ in parsed.messages)
    seconds = time.perf_counter() - started
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = {"format": parsed.parser.name, "messages": messages, "skipped": parsed.report.skipped}
    say(json.dumps({**found, "seconds": seconds, "peak_mb": peak_kb * 1024 / 1e6}))


if __name__ == "__main__":
    main()
