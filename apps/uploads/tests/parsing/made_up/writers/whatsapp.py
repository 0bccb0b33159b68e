"""WhatsApp's text export, as phones of several makes and locales write it."""

from datetime import datetime

from apps.uploads.tests.parsing.made_up.chat import Chat
from apps.uploads.tests.parsing.made_up.writing import MINUTE, SECOND, Writer


def write_ios_us(chat: Chat) -> dict[str, bytes]:
    return _file(
        f"[{at.month}/{at.day}/{at:%y}, {_twelve_hours(at)}] {said.human.name}: {said.text}\r\n"
        for said in chat.said
        for at in [said.local]
    )


def write_android_gb(chat: Chat) -> dict[str, bytes]:
    return _file(f"{said.local:%d/%m/%Y, %H:%M} - {said.human.name}: {said.text}\n" for said in chat.said)


def _file(lines) -> dict[str, bytes]:
    return {"WhatsApp Chat with Allotment seven.txt": "".join(lines).encode()}


def _twelve_hours(at: datetime) -> str:
    return f"{at.hour % 12 or 12}:{at:%M:%S}\u202f{'AM' if at.hour < 12 else 'PM'}"


WRITERS = [
    Writer("whatsapp-ios-us", "whatsapp", write_ios_us, precision=SECOND, has_utc=False),
    Writer("whatsapp-android-gb", "whatsapp", write_android_gb, precision=MINUTE, has_utc=False),
]
