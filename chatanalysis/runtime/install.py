"""Set-up: makes .venv and installs the pinned packages, unless that is done already.

Run by the system's Python before anything is installed: it uses the standard library only and no
syntax that an older Python could not read as far as the sentence that says which one is needed.
Usage: python3.11 -I chatanalysis/runtime/install.py [cpu | gpu]
"""

import collections
import hashlib
import os
import shutil
import subprocess
import sys

PROJECT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(PROJECT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed")
REQUIREMENTS = os.path.join(PROJECT, "requirements")
NEEDED_BYTES = 5 * 1024**3
"""About 2.3 GB stay; pip unpacks the largest packages beside them first."""

FULL = "The disk is full. Free about 5 GB and run `make setup` again."
NO_COMPILER = "A compiler is missing: install gcc and make (Debian: apt-get install build-essential)."
NO_NETWORK = (
    "The package index cannot be reached. Check the network and run `make setup` again; it goes on from here."
)
NO_BUILD = "The package index has no build of a package for this Python and machine; use Python 3.11 on Linux (x86-64)."

# What pip prints when something outside it is missing, and the sentence for it; the first that fits counts.
KNOWN_PROBLEMS = [
    ("No space left on device", FULL),
    ("Disk quota exceeded", FULL),
    ("failed: No such file or directory", NO_COMPILER),
    ("No such file or directory: 'gcc'", NO_COMPILER),
    ("No such file or directory: 'cc'", NO_COMPILER),
    ("No such file or directory: 'make'", NO_COMPILER),
    ("unable to execute 'gcc'", NO_COMPILER),
    ("COMPILER could be found", NO_COMPILER),
    ("Temporary failure in name resolution", NO_NETWORK),
    ("NewConnectionError", NO_NETWORK),
    ("ReadTimeoutError", NO_NETWORK),
    ("No matching distribution found", NO_BUILD),
]

TEST_FILE = os.path.join(REQUIREMENTS, "test.txt")


class SetupError(Exception):
    """What is missing, in a sentence that says what to do."""


def main(arguments):
    hardware = arguments[0] if arguments else "cpu"
    check_python()
    wanted = describe_wanted(hardware)
    if read_stamp() == wanted:
        return
    check_disk()
    make_venv()
    say("Installing packages; this takes a few minutes, once.")
    torch = [line for line in read_lines(hardware + ".txt") if line.startswith("torch==")]
    install(*torch)  # first and alone, so that no other package's wish picks another build
    install("--requirement", os.path.join(REQUIREMENTS, hardware + ".txt"), "--requirement", TEST_FILE)
    with open(STAMP, "w") as stamp:
        stamp.write(wanted)


def check_python():
    if sys.version_info < (3, 11):  # noqa: UP036 (nothing has checked it before)
        found = ".".join(map(str, sys.version_info[:3]))
        raise SetupError(
            f"Python 3.11 or newer is needed; this is {found}. Try: make setup PYTHON=python3.11"
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        package = "python{}.{}-venv".format(*sys.version_info[:2])
        raise SetupError(
            f"Python's venv module is missing. Install it (Debian: apt-get install {package})."
        ) from None


def describe_wanted(hardware):
    """Return a digest of all that the set-up depends on. Raises SetupError for unknown hardware."""
    if hardware not in ("cpu", "gpu"):
        raise SetupError(f"HARDWARE must be cpu or gpu; it is {hardware!r}.")
    digest = hashlib.sha256(f"{hardware} {sys.version_info[:2]}".encode())
    for name in sorted(os.listdir(REQUIREMENTS)):
        digest.update("\n".join([name, *read_lines(name)]).encode())
    return digest.hexdigest()


def read_lines(name):
    with open(os.path.join(REQUIREMENTS, name)) as file:
        return [line.strip() for line in file if line.strip() and not line.startswith("#")]


def read_stamp():
    try:
        with open(STAMP) as stamp:
            return stamp.read()
    except FileNotFoundError:
        return None


def check_disk():
    free = shutil.disk_usage(PROJECT).free
    if free < NEEDED_BYTES and not os.path.exists(VENV_PYTHON):
        raise SetupError(
            f"The disk is nearly full: set-up needs about {NEEDED_BYTES // 2**30} GB in {PROJECT}, "
            f"{free / 2**30:.1f} GB are free."
        )


def make_venv():
    """Make the virtual environment; a damaged one, or one of another Python, is made anew."""
    if venv_version() == list(sys.version_info[:2]):
        return
    say(f"Making the virtual environment {VENV}")
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise SetupError(f"The virtual environment could not be made: {(done.stdout + done.stderr).strip()}")


def venv_version():
    """Return [major, minor] of the Python in .venv, None if it does not run, has no pip or is not one of its own."""
    ask = "import sys, pip; print(sys.prefix, *sys.version_info[:2], sep='\\n')"
    try:
        done = subprocess.run([VENV_PYTHON, "-c", ask], capture_output=True, text=True, check=False)
    except OSError:
        return None
    prefix, *version = done.stdout.split("\n")[:3] if done.returncode == 0 else [""]
    return (
        [int(part) for part in version]
        if prefix and os.path.realpath(prefix) == os.path.realpath(VENV)
        else None
    )


def install(*what):
    """Run pip with these arguments, its output shown. Raises SetupError that names what is missing."""
    constraints = os.path.join(REQUIREMENTS, "constraints.txt")
    command = [
        VENV_PYTHON,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--prefer-binary",
    ]
    pip = subprocess.Popen(
        [*command, "--progress-bar", "off", "--constraint", constraints, *what],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    last_lines = collections.deque(maxlen=200)
    for line in pip.stdout:
        last_lines.append(line)
        if line.startswith(("Collecting", "ERROR", "  error", "Successfully")):
            say("  " + line.rstrip()[:150])
    if pip.wait() != 0:
        raise SetupError(explain("".join(last_lines)))


def explain(output):
    """Return the sentence for the first known problem in pip's output, or the output's end."""
    for sign, sentence in KNOWN_PROBLEMS:
        if sign in output:
            return sentence
    return "pip could not install the packages. Its last lines:\n" + "\n".join(output.splitlines()[-15:])


def say(text):
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except SetupError as error:
        sys.exit(f"set-up: {error}")
    except KeyboardInterrupt:
        sys.exit("set-up: stopped; `make setup` goes on from here.")
