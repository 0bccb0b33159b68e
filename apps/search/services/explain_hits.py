"""Fills in what an explanation says in words: how the tokens that matched are written."""

from dataclasses import replace
from typing import Any

from apps.search.embedding.base import Embedder
from apps.search.retrieval.query import Ranked, RankedHit
from apps.search.segmentation.passage import PassageMessage
from apps.uploads.models import Message


def spell_matches(ranked: Ranked, embedder: Embedder) -> Ranked:
    """Replace the `place` of each matched token by `match`, its spelling; None if the message is not as it was."""
    if not embedder.gives_tokens or not any(hit.explanation for hit in ranked.hits):
        return ranked
    messages = Message.objects.select_related("participant").in_bulk([hit.message_id for hit in ranked.hits])
    hits = tuple(_spell(hit, messages.get(hit.message_id), embedder) for hit in ranked.hits)
    return replace(ranked, hits=hits)


def _spell(hit: RankedHit, message: Message | None, embedder: Embedder) -> RankedHit:
    if hit.explanation is None:
        return hit
    words = () if message is None else _tokenize(message, embedder)
    tokens = [_name_match(token, words) for token in hit.explanation["tokens"]]
    return replace(hit, explanation=hit.explanation | {"tokens": tokens})


def _tokenize(message: Message, embedder: Embedder) -> tuple[str, ...]:
    speaker = message.participant.name if message.participant else ""
    passage = PassageMessage(speaker, message.text).passage
    (ids,) = embedder.tokenize([passage])
    return embedder.spell(ids)


def _name_match(token: dict[str, Any], words: tuple[str, ...]) -> dict[str, Any]:
    place = token["place"]
    match = words[place] if place < len(words) else None
    return {name: value for name, value in token.items() if name != "place"} | {"match": match}
