"""Where the public corpora lie, and the IRC logs as one zip to upload. None of them is part of the project."""

import os
import random
import re
import tarfile
import zipfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
CANDIDATES = (PROJECT / "corpora", PROJECT.parent / "shared" / "corpora")
SAID = re.compile(r"^\[\d\d:\d\d\] <[^>]+> (.+)$")
QUESTION_WORDS = (5, 14)
OPERATORS = re.compile(r"[\"()]|(^|\s)-\S|\b(OR|AND)\b|\w:\S")
SEED = 7


class CorpusMissing(Exception):
    """The message says which file was looked for."""


def find_corpora() -> Path:
    """Return the folder that holds `irc/` and `eval/`: CHATANALYSIS_CORPORA, or a usual place."""
    named = os.environ.get("CHATANALYSIS_CORPORA")
    for folder in (Path(named),) if named else CANDIDATES:
        if (folder / "irc" / "ubuntu-irc.tar.xz").is_file():
            return folder
    raise CorpusMissing("Set CHATANALYSIS_CORPORA to a folder with irc/ubuntu-irc.tar.xz and eval/locomo.")


def zip_irc_logs(corpora: Path, target: Path) -> None:
    """Pack the logs as the zip a user would upload."""
    with (
        tarfile.open(corpora / "irc" / "ubuntu-irc.tar.xz") as logs,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for member in logs:
            if member.isfile() and member.name.endswith(".txt"):
                packed.writestr(Path(member.name).name, logs.extractfile(member).read())


def read_said(packed: Path) -> list[str]:
    """Return what people said, in the order of the logs."""
    texts = []
    with zipfile.ZipFile(packed) as logs:
        for name in sorted(logs.namelist()):
            lines = logs.read(name).decode("utf-8", "replace").split("\n")
            texts += [said[1] for line in lines if (said := SAID.match(line.rstrip("\r")))]
    return texts


def pick_questions(texts: list[str], count: int) -> list[str]:
    """Return real questions of the corpus as queries: what people type when they look for an answer.

    Without quotes and parentheses, which mean something in a query.
    """
    low, high = QUESTION_WORDS
    plain = [text for text in texts if text.endswith("?") and not OPERATORS.search(text)]
    questions = [text for text in plain if low <= len(text.split()) <= high]
    return random.Random(SEED).sample(questions, count)  # noqa: S311
