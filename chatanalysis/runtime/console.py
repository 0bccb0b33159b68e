"""Prints what many processes say as lines that begin with the process's name."""

import itertools
import sys
from typing import TextIO

COLOURS = itertools.cycle(("\033[36m", "\033[33m", "\033[35m", "\033[32m", "\033[34m", "\033[96m"))
PLAIN = "\033[0m"
NAME_WIDTH = 7
# Log lines may quote file names and chats: what could steer the terminal is left out. Tabs stay.
_CONTROL = {code: None for code in (*range(32), *range(127, 160)) if code != 9}


class Console:
    def __init__(self, stream: TextIO = sys.stdout) -> None:
        self._stream = stream
        self._colours: dict[str, str] = {}
        self._coloured = stream.isatty()

    def say(self, text: str, name: str = "system") -> None:
        """Print the text, a prefix before each of its lines; a reader who went away is no error."""
        for line in text.splitlines() or [""]:
            self._write(f"{self._prefix(name)} {line.translate(_CONTROL)}\n")

    def _prefix(self, name: str) -> str:
        prefix = f"{name:<{NAME_WIDTH}}|"
        if not self._coloured:
            return prefix
        if name not in self._colours:
            self._colours[name] = next(COLOURS)
        return f"{self._colours[name]}{prefix}{PLAIN}"

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (BrokenPipeError, ValueError):
            self._stream = open("/dev/null", "w")  # noqa: SIM115 (kept until the process ends)


class LineSplitter:
    """Cuts a stream of bytes into lines; one that grows without end is cut too."""

    LONGEST_BYTES = 64 * 1024

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[str]:
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > self.LONGEST_BYTES:
            lines.append(self._rest)
            self._rest = b""
        return [line.decode(errors="replace").rstrip() for line in lines]

    def end(self) -> list[str]:
        rest, self._rest = self._rest, b""
        return [rest.decode(errors="replace")] if rest else []
