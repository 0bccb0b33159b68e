"""An explanation in words: what each kind of evidence is called, and what it gave."""

from dataclasses import dataclass
from typing import Any

EVIDENCE = {
    "maxsim": (
        "Words in context",
        "How well each word of the query meets its best match, in the message or around it",
    ),
    "dense": ("Meaning", "How near the whole message is to the whole query"),
    "dense_alone": ("Meaning", "How near the whole message is to the whole query"),
    "bm25": ("Exact words", "How often the query's words occur, rare ones counting more"),
    "rare": ("Rare words", "How many of the query's rare words stand in the message itself"),
    "speaker": ("Sender", "Whether the query names who wrote it"),
    "date": ("Named day", "Whether it was sent on a day that the query names"),
    "period": ("Named time", "Whether it was sent in a longer time that the query names"),
    "elsewhere": ("Elsewhere", "Whether it stands away from the message that it is to be like"),
    "answers": ("Answers a question", "Whether it follows a question like the query"),
    "statement": ("Is no question", "Whether it says something, and does not ask"),
}
"""Name and explanation by the ranking's own name."""
RETRIEVERS = {"dense": "by meaning", "bm25": "by words"}
MATCHES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    name: str
    note: str
    value: float
    weight: float
    contribution: float


@dataclass(frozen=True, slots=True)
class TokenMatch:
    """`similarity` is how well the token was met, at most 1."""

    token: str
    match: str
    similarity: float


def describe_evidence(explanation: dict[str, Any]) -> list[EvidenceRow]:
    """Return what was gathered, what counted most first; evidence that says nothing is left out."""
    rows = [_describe(one) for one in explanation["evidence"] if one["contribution"] or one["value"]]
    return sorted(rows, key=lambda row: -row.contribution)


def describe_retrievers(explanation: dict[str, Any]) -> list[str]:
    """Say at which place each retriever found the message among its candidates."""
    return [
        f"{RETRIEVERS.get(one['name'], one['name'])} at place {one['rank']:,}"
        for one in explanation["retrievers"]
        if one["rank"] is not None
    ]


def list_matches(explanation: dict[str, Any]) -> list[TokenMatch]:
    """Return the query's weightiest tokens with the words that answer them best, in the order of the query.

    A token that only punctuation is near to was not met.
    """
    met = [one for one in explanation["tokens"] if one["match"] and any(map(str.isalnum, one["match"]))]
    weighty = sorted(met, key=lambda one: -one["weight"])[:MATCHES_SHOWN]
    return [TokenMatch(one["token"], one["match"], one["similarity"]) for one in met if one in weighty]


def _describe(one: dict[str, Any]) -> EvidenceRow:
    name, note = EVIDENCE.get(one["name"], (one["name"], ""))
    return EvidenceRow(name, note, one["value"], one["weight"], one["contribution"])
