"""Chat exports for the browser to upload."""

import io
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

SAMPLES_DIR = Path(__file__).resolve().parents[3] / "apps" / "uploads" / "samples"
WHATSAPP_SAMPLE = SAMPLES_DIR / "WhatsApp Chat with Lisbon with Grandma.txt"


def make_chat(messages: int, marker: str) -> bytes:
    """Return a WhatsApp export of so many messages; no other marker makes the same bytes."""
    start = datetime(2025, 3, 21, 9, 0)
    return "".join(
        f"{start + timedelta(minutes=number):%d/%m/%Y, %H:%M} - {'Ana' if number % 2 else 'Milan'}: "
        f"{marker} says number {number}\n"
        for number in range(messages)
    ).encode()


def as_file(name: str, content: bytes) -> dict:
    """Describe a file as Playwright's set_input_files takes it."""
    return {"name": name, "mimeType": "text/plain", "buffer": content}


def make_cut_zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("chat.txt", make_chat(200, "cut"))
    return packed.getvalue()[:-100]
