import subprocess
import sys

import pytest

from apps.search.retrieval.highlight import find_highlights


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("installing drivers", "I installed the driver.", ["installed", "driver"]),
        ("cafe", "Das Café", ["Café"]),
        ("apt", "use apt-get", ["apt"]),
        ("the", "the end", []),
        ("東京都", "今日は東京都です", ["東京都"]),
        ("boot", "", []),
        ("", "boot", []),
        ("<b>", "a <b>bold</b> b", ["b", "b", "b"]),
        ("boot", "🎉🎉 boot", ["boot"]),
        ("Haus", "wir haben die Häuser am Fluss gesehen", ["Häuser"]),
        ("maisons", "la maison de mon père", ["maison"]),
    ],
)
def test_marked_words(query, text, marked):
    assert [text[start:end] for start, end in find_highlights(query, text)] == marked


def test_it_is_light_enough_for_the_web_process():
    code = "import sys, apps.search.retrieval.highlight, apps.search.retrieval.query; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
