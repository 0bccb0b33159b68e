"""Why each hit of a page stands where it does: what each retriever and each kind of evidence gave."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from apps.search.embedding.base import QueryEmbedding
from apps.search.embedding.codec import TokenCodec
from apps.search.indexing.replica import View

from .fusion import SCALED, scale, weigh
from .maxsim import weigh_tokens
from .query import Ranked, RankedHit

DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Ranking:
    """What one retriever found: rows best first, and their scores."""

    name: str
    rows: np.ndarray
    scores: np.ndarray

    def describe(self, row: int) -> dict[str, Any]:
        """The row's rank from 1 and score; both None where the retriever did not find it."""
        places = np.flatnonzero(self.rows == row)
        if not len(places):
            return {"name": self.name, "rank": None, "score": None}
        return {
            "name": self.name,
            "rank": int(places[0]) + 1,
            "score": round(float(self.scores[places[0]]), DECIMALS),
        }


def explain_words(ranked: Ranked, rows: np.ndarray, scores: np.ndarray, view: View) -> Ranked:
    """Explain a page ranked by BM25 alone, out of `rows`, best first, with their `scores`."""
    ranking = Ranking("bm25", rows, scores)
    by_message = dict(zip(view.columns.message[rows].tolist(), rows.tolist(), strict=True))

    def explain(hit: RankedHit) -> dict[str, Any]:
        bm25 = _describe_evidence("bm25", hit.score, hit.score, 1.0, hit.score)
        return _explanation([ranking.describe(by_message[hit.message_id])], [bm25], [])

    return _attach(ranked, explain)


def explain_meaning(
    ranked: Ranked,
    view: View,
    codec: TokenCodec,
    query: QueryEmbedding,
    rankings: Sequence[Ranking],
    evidence: Mapping[str, np.ndarray],
    weights: Mapping[str, float],
    rows: np.ndarray,
) -> Ranked:
    """Explain a page of what was fused. `evidence` are lists over the candidates `rows`."""
    added = weigh(evidence, weights)
    scaled = {name: scale(scores) if name in SCALED else scores for name, scores in evidence.items()}
    places = {int(message): place for place, message in enumerate(view.columns.message[rows])}

    def explain(hit: RankedHit) -> dict[str, Any]:
        place = places[hit.message_id]
        row = int(rows[place])
        gathered = [
            _describe_evidence(
                name,
                scores[place],
                scaled[name][place],
                weights.get(name, 0.0),
                added[name][place] if name in added else 0.0,
            )
            for name, scores in evidence.items()
        ]
        found = [ranking.describe(row) for ranking in rankings]
        return _explanation(found, gathered, match_tokens(query, row, view, codec))

    return _attach(ranked, explain)


def match_tokens(query: QueryEmbedding, row: int, view: View, codec: TokenCodec) -> list[dict[str, Any]]:
    """For each token of the query its best match among a message's own; none where either has no tokens.

    `place` counts the message's tokens from 0: the index does not keep how they are written.
    """
    first = int(view.columns.token_end[row - 1]) if row else 0
    last = int(view.columns.token_end[row])
    if first == last or not len(query.token_vectors):
        return []
    similarities = codec.match(query.token_vectors, view.token_codes[first:last])
    weights = weigh_tokens(query.token_ids, view.token_counts, len(view.columns))
    best = similarities.argmax(axis=1)
    return [
        {
            "token": token,
            "weight": round(float(weights[number]), DECIMALS),
            "similarity": round(float(similarities[number, best[number]]), DECIMALS),
            "place": int(best[number]),
        }
        for number, token in enumerate(query.tokens)
    ]


def _attach(ranked: Ranked, explain: Callable[[RankedHit], dict[str, Any]]) -> Ranked:
    return replace(ranked, hits=tuple(replace(hit, explanation=explain(hit)) for hit in ranked.hits))


def _explanation(retrievers: list[dict], evidence: list[dict], tokens: list[dict]) -> dict[str, Any]:
    """`rerank` and `from_cache` are filled in by who does either."""
    return {
        "retrievers": retrievers,
        "evidence": evidence,
        "tokens": tokens,
        "rerank": None,
        "from_cache": False,
    }


def _describe_evidence(
    name: str, value: float, scaled: float, weight: float, contribution: float
) -> dict[str, Any]:
    numbers = {"value": value, "scaled": scaled, "weight": weight, "contribution": contribution}
    return {"name": name} | {key: round(float(number), DECIMALS) for key, number in numbers.items()}
