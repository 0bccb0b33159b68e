"""Fitting the fusion: judged collections through the product's own search, and the weights that suit all of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from apps.search.evaluation.beir import Dataset, JudgedQuery
from apps.search.evaluation.fitting import (
    FittingSet,
    JudgedCandidates,
    Weights,
    cross_validate,
    fit,
    measure,
    scale_evidence,
)
from apps.search.evaluation.metrics import find_ideal
from apps.search.evaluation.runs import DEPTH, make_request
from apps.search.services.evaluate import Collection, load_temporarily

START: Weights = {
    "maxsim": 2.5, "dense": 0.3, "dense_alone": 0.0, "bm25": 0.5, "rare": 1.0,
    "speaker": 0.4, "date": 2.0, "period": 0.5, "answers": 0.2, "statement": 0.1,
}  # fmt: skip
"""By hand. Only the proportions count, so `maxsim` stays; `rare` does too, because it is for what hardly any
question of these collections asks: the one message among very many that holds an error number.
"""
FREE = ("bm25", "dense", "speaker", "date", "period", "answers", "statement")
WITHOUT_TOKENS = {"maxsim": 0.0, "dense": 0.0}


@dataclass(frozen=True, slots=True)
class Fit:
    """`quality`: nDCG@10 by collection, under the weights by hand, fitted, and fitted without the query's own fold."""

    weights: Weights
    quality: Mapping[str, Mapping[str, float]]


def fit_fusion(datasets: Mapping[str, Callable[[], Dataset]]) -> Fit:
    """Fit weights to collections by name, read one after the other. Collections without conversations count as one."""
    sets = [_collect(name, read()) for name, read in datasets.items()]
    weights = fit(sets, START, FREE)
    alone = fit(sets, {**weights, **WITHOUT_TOKENS, "dense_alone": 1.0}, ("dense_alone",))
    validated = cross_validate(sets, lambda fold: fit(sets, START, FREE, leave_out=fold))
    quality = {
        one.name: {
            "by_hand": round(measure([one], START), 4),
            "fitted": round(measure([one], weights), 4),
            "cross_validated": round(validated[one.name], 4),
        }
        for one in sets
    }
    return Fit({**weights, "dense_alone": alone["dense_alone"]}, quality)


def _collect(name: str, dataset: Dataset) -> FittingSet:
    has_conversations = any(document.conversation for document in dataset.documents)
    with load_temporarily(dataset) as collection:
        judged = [
            _collect_query(collection, query) for query in dataset.queries if any(query.relevant.values())
        ]
    queries: Sequence[JudgedCandidates] = [one for one in judged if one is not None]
    return FittingSet(name, name if has_conversations else "documents", queries, list(START))


def _collect_query(collection: Collection, query: JudgedQuery) -> JudgedCandidates | None:
    found = collection.collect(make_request(query, collection.loaded, depth=DEPTH))
    if found is None:
        return None
    messages = collection.replica.view.columns.message[found.rows].tolist()
    gains = [query.relevant.get(collection.loaded.documents[message], 0.0) for message in messages]
    evidence = found.evidence | {"dense_alone": found.evidence["dense"]}
    return JudgedCandidates(
        evidence=scale_evidence(evidence),
        gains=np.array(gains, np.float32),
        ideal=find_ideal(query.relevant),
        subset=query.subset,
        conversation=query.conversation or query.id,
    )
