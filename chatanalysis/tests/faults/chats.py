"""Seeded chats long enough to be caught in the middle of work."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

SENTENCE = (
    "the train leaves at nine and nobody has packed yet please bring the passports a rope two lamps "
    "and the map we forgot last summer when it rained for days near the old mill by the lake"
)
WORDS = SENTENCE.split()
SENDERS = ("Ada", "Bob", "Chen", "Dora")
START = datetime(2024, 1, 21)


@dataclass(frozen=True, slots=True)
class GeneratedChat:
    """A WhatsApp export. Each message holds a word that no other message has, see `make_marker`."""

    seed: int
    messages: int
    content: bytes

    def make_marker(self, number: int) -> str:
        return make_marker(self.seed, number)

    def sample_numbers(self, count: int) -> list[int]:
        """Return places all over the chat, first and last included."""
        inner = random.Random(self.seed).sample(range(1, self.messages - 1), count - 2)
        return [0, *sorted(inner), self.messages - 1]


def make_marker(seed: int, number: int) -> str:
    return f"qz{seed}x{number}qz"


def make_chat(seed: int, messages: int) -> GeneratedChat:
    chance = random.Random(seed)
    moment = START
    lines = []
    for number in range(messages):
        moment += timedelta(minutes=chance.choice((0, 1, 1, 2, 7, 600) if number % 50 == 0 else (0, 1, 1, 2)))
        text = " ".join(chance.choices(WORDS, k=chance.randint(2, 12)))
        line = f"{moment:%d/%m/%Y, %H:%M} - {chance.choice(SENDERS)}: {text} {make_marker(seed, number)}"
        lines.append(line)
    return GeneratedChat(seed, messages, ("\n".join(lines) + "\n").encode())
