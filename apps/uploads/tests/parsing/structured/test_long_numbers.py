"""ijson ends the process, not only the parse, at integers that Python refuses to convert."""

import io
import json
import subprocess
import sys

import pytest

from apps.uploads.parsing.base import ParseOptions, ParseReport
from apps.uploads.parsing.structured import JsonParser
from apps.uploads.parsing.structured.utf8_source import MAX_DIGITS, Utf8Source
from apps.uploads.parsing.text import BLOCK_BYTES

RECORD = '{"sender": "Ada", "text": "hi", "count": %s}'

READ_RECORDS = """
import io
from apps.uploads.parsing.base import ParseReport
from apps.uploads.parsing.structured.json_stream import RecordStream

records = '{"text": "b"},' * 50 + "1"
document = '{"a": 1, "messages": [%s], "n": %s, "b": [1, 2]}' % (records, "9" * 6000)
print(len(list(RecordStream(io.BytesIO(document.encode()), ParseReport()))))
"""


def read(content: str) -> list[str]:
    return [
        message.text
        for message in JsonParser().parse(
            io.BytesIO(content.encode()), ParseOptions("chat.json"), ParseReport()
        )
    ]


@pytest.mark.parametrize(
    "digits", [MAX_DIGITS, MAX_DIGITS + 1, 4_300, 4_301, 5_000, 100_000, 3 * BLOCK_BYTES]
)
@pytest.mark.parametrize("sign", ["", "-"])
def test_a_number_of_any_length_does_no_harm(digits, sign):
    records = [RECORD % 1, RECORD % (sign + "9" * digits), RECORD % 2]
    assert read(f"[{','.join(records)}]") == ["hi", "hi", "hi"]


def test_what_crashed_a_process_does_so_no_more():
    """Found by fuzzing: the error came up while earlier events were still waiting to be read."""
    done = subprocess.run([sys.executable, "-c", READ_RECORDS], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "51"), done.stderr


def test_numbers_are_whole_wherever_a_block_ends():
    numbers = list(range(10**8, 10**8 + BLOCK_BYTES // 8))
    source = Utf8Source(io.BytesIO(json.dumps(numbers).encode()), ParseReport())
    content = b"".join(iter(lambda: source.read(65_536), b""))
    assert json.loads(content) == numbers


def test_the_cut_is_told():
    report = ParseReport()
    source = Utf8Source(io.BytesIO(b"9" * 5_000), report)
    assert source.read() == b"9" * MAX_DIGITS
    assert source.read() == b""
    assert report.warnings == ["Numbers of more than 1,000 digits were cut."]
