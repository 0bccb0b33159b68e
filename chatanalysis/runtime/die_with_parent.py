"""Runs a command that is told to end (SIGTERM) when the process that started it dies, however it dies.

A script of its own, run before the command replaces it, because code between fork and exec is not safe in a
process with threads. Usage: python -I -S die_with_parent.py PARENT_PID COMMAND [ARGUMENT...]
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main() -> None:
    parent_pid, command = int(sys.argv[1]), sys.argv[2:]
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent_pid:  # it died before we asked to be told
        sys.exit(1)
    os.execv(command[0], command)  # noqa: S606 (no shell is wanted)


if __name__ == "__main__":
    main()
