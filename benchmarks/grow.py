"""Makes an organization of any size out of one that was ingested for real, to see how cost grows. Says nothing about
quality: the messages are the real ones with each word put in the place of one about as frequent, their vectors are the
real ones turned by noise, their token codes the real ones in another order. Everything else is the product's own.

Run in the instance's environment: `python -m benchmarks.grow SOURCE_USER TARGET_USER MESSAGES`.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import django
import numpy as np

from chatanalysis.runtime import services

BLOCK = 16
"""Words that change places with each other: neighbours in the order of frequency."""
NOISE = 0.5
"""Length of the random vector added to one of unit length: a cosine of about .89 to the original remains."""
WORD = re.compile(r"[^\W\d_]{3,}")


class Translator:
    """Rewrites text with other words of the same frequency; a different rewriting for each copy."""

    def __init__(self, texts: list[str]) -> None:
        words = Counter(word for text in texts for word in WORD.findall(text))
        self._ranked = [word for word, _ in words.most_common()]
        self._rank = {word: rank for rank, word in enumerate(self._ranked)}

    def rewrite(self, text: str, copy: int) -> str:
        return WORD.sub(lambda match: self._replace(match[0], copy), text)

    def _replace(self, word: str, copy: int) -> str:
        rank = self._rank.get(word, 0)
        first = rank - rank % BLOCK
        place = first + (rank - first + copy) % BLOCK
        return self._ranked[min(place, len(self._ranked) - 1)]


def grow(source_user: str, target_user: str, size: int) -> int:
    """Fill the target user's empty organization with `size` messages, and return how many there are."""
    from apps.search.models import IndexVersion

    source, target = find_home(source_user), find_home(target_user)
    old = source.index_versions.get(state="active")
    new = IndexVersion.objects.create(
        organization=target,
        model=old.model,
        window=old.window,
        dim=old.dim,
        vocabulary_size=old.vocabulary_size,
        codec_file=old.codec_file,
        codec_sha256=old.codec_sha256,
    )
    conversations = list(source.conversations.order_by("pk"))
    translator = Translator(list(read_texts(source)))
    made, writer = 0, make_writer(target)
    for number in count():
        for conversation in conversations:
            if made >= size:
                return made
            made += copy_conversation(writer, translator, old, new, conversation, number, size - made)


def find_home(email: str):
    from apps.accounts.models import User
    from apps.accounts.selectors import get_default_organization

    return get_default_organization(User.objects.get(email=email))


def read_texts(organization) -> Iterator[str]:
    from apps.uploads.models import Message

    said = Message.objects.filter(conversation__organization=organization, kind="message")
    yield from said.values_list("text", flat=True).iterator()


def make_writer(organization):
    from apps.uploads.models import Job, SourceFile, Upload
    from apps.uploads.services.store_messages import MessageWriter

    upload = Upload.objects.create(
        organization=organization, filename="grown", sha256=f"{organization.pk:064d}", size_bytes=0
    )
    Job.objects.create(organization=organization, upload=upload, status="succeeded", stage="index")
    source = SourceFile.objects.create(upload=upload, path="grown", format="irc")
    return MessageWriter(upload, source, "irc")


def copy_conversation(writer, translator, old, new, conversation, copy: int, limit: int) -> int:
    """Copy one conversation with its segments, of which those past the limit are left out."""
    from django.db import transaction

    from apps.search.services.add_segment import add_segment
    from apps.uploads.models import Conversation

    segments = list(choose_segments(old, conversation, limit))
    if not segments:
        return 0
    name = f"{conversation.name} {copy}"
    with transaction.atomic():
        writer.write(list(read_messages(translator, conversation, segments[-1].last_sequence, name, copy)))
        made = Conversation.objects.get(upload=writer.upload, name=name)
        ids = dict(made.messages.filter(kind="message").values_list("sequence", "pk"))
        for segment in segments:
            add_segment(copy_segment(segment, new, made, ids, copy))
    return sum(segment.message_count for segment in segments)


def choose_segments(version, conversation, limit: int) -> Iterator:
    for segment in version.segments.filter(conversation=conversation).order_by("first_sequence"):
        if limit <= 0:
            return
        yield segment
        limit -= segment.message_count


def read_messages(translator, conversation, last_sequence: int, name: str, copy: int) -> Iterator:
    from apps.uploads.parsing.base import ParsedMessage

    rows = conversation.messages.filter(sequence__lte=last_sequence).select_related("participant")
    for row in rows.order_by("sequence").iterator():
        yield ParsedMessage(
            conversation=name,
            sender=row.participant.name if row.participant else None,
            sent_at=row.sent_at,
            text=translator.rewrite(row.text, copy),
            kind=row.kind,
            starts_session=row.starts_session,
        )


def copy_segment(segment, version, conversation, ids: dict[int, int], copy: int):
    from apps.search.models import Segment
    from apps.search.services import segment_store

    arrays = segment_store.read_segment(segment)
    turned = replace(
        arrays,
        ids=np.array([ids[sequence] for sequence in arrays.sequences.tolist()], np.int64),
        vectors=turn(arrays.vectors, seed=segment.pk * 1_000 + copy) if copy else arrays.vectors,
        token_codes=np.roll(arrays.token_codes, copy, axis=0),
    )
    name = segment_store.name_segment(version, conversation.pk, segment.first_sequence)
    stored = segment_store.write_segment(name, turned)
    return Segment(
        index_version=version,
        conversation=conversation,
        first_sequence=segment.first_sequence,
        last_sequence=segment.last_sequence,
        message_count=segment.message_count,
        file=name,
        sha256=stored.sha256,
        size_bytes=stored.size_bytes,
    )


def turn(vectors: np.ndarray, *, seed: int) -> np.ndarray:
    """Move unit vectors (n, dim) in a random direction, each its own; float16, of unit length."""
    noise = np.random.default_rng(seed).standard_normal(vectors.shape, np.float32)
    noise *= NOISE / np.linalg.norm(noise, axis=1, keepdims=True)
    moved = vectors.astype(np.float32) + noise
    return (moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype(np.float16)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source_user")
    parser.add_argument("target_user")
    parser.add_argument("messages", type=int)
    options = parser.parse_args()
    services.attach()
    django.setup()
    made = grow(options.source_user, options.target_user, options.messages)
    sys.stdout.write(f"{made}\n")


if __name__ == "__main__":
    main()
