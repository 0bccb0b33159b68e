"""How good the answers to judged queries are, by kind of question."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean

from .beir import JudgedQuery
from .metrics import ndcg
from .runs import Answer


@dataclass(frozen=True, slots=True)
class Quality:
    """NDCG@10: `by_subset` the number of queries and their mean, `macro` the plain mean over subsets."""

    by_subset: dict[str, tuple[int, float]]
    macro: float


def measure_quality(queries: Sequence[JudgedQuery], answers: Iterable[Answer]) -> Quality | None:
    """Return the quality of the answers to queries that were judged; None if none was."""
    known = {query.id: query for query in queries}
    scores: dict[str, list[float]] = defaultdict(list)
    for answer in answers:
        query = known[answer.query_id]
        if query.relevant:
            ranking = [document for document, _ in answer.ranking]
            scores[query.subset].append(ndcg(ranking, query.relevant))
    if not scores:
        return None
    by_subset = {subset: (len(found), mean(found)) for subset, found in sorted(scores.items())}
    return Quality(by_subset, mean(score for _, score in by_subset.values()))
