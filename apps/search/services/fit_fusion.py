"""Fitting the fusion: judged collections through the product's own search, and the weights that suit all of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

import numpy as np

from apps.search.evaluation.beir import Dataset, JudgedQuery
from apps.search.evaluation.fitting import (
    FOLDS,
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
    """Fit weights to collections by name, read one after the other.

    Each weight is the median of five fits, each without a fifth of the conversations: what a fit to everything finds
    hangs on a few questions more. Those five are also what cross-validation judges.
    """
    sets = [_collect(name, read()) for name, read in datasets.items()]
    by_fold = [fit(sets, START, FREE, leave_out=fold) for fold in range(FOLDS)]
    weights = {name: median(fitted[name] for fitted in by_fold) for name in START}
    alone = fit(sets, {**weights, **WITHOUT_TOKENS, "dense_alone": 1.0}, ("dense_alone",))
    validated = cross_validate(sets, by_fold)
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
    """Collections named alike up to a hyphen count as one, and so do those without conversations."""
    has_conversations = any(document.conversation for document in dataset.documents)
    kind = name.partition("-")[0] if has_conversations else "documents"
    with load_temporarily(dataset) as collection:
        judged = [
            _collect_query(collection, query) for query in dataset.queries if any(query.relevant.values())
        ]
    return FittingSet(name, kind, [one for one in judged if one is not None], list(START))


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
