"""The stages a job passes, in order. Apps meet here by task name and never import one another for it.

`share` is the part of the progress bar; shares add up to 1. They follow measured time on 2 cores, where
embedding takes most of it.
"""

from dataclasses import dataclass
from itertools import pairwise

INGEST_QUEUE = "ingest"
EMBED_QUEUE = "embed"
SEARCH_QUEUE = "search"
DEFAULT_QUEUE = "default"
QUEUES = (INGEST_QUEUE, EMBED_QUEUE, SEARCH_QUEUE, DEFAULT_QUEUE)


@dataclass(frozen=True, slots=True)
class Stage:
    name: str
    task: str
    queue: str
    share: float


PARSE = Stage("parse", "uploads.parse_upload", INGEST_QUEUE, 0.15)
MERGE = Stage("merge", "uploads.merge_conversations", INGEST_QUEUE, 0.15)
EMBED = Stage("embed", "search.embed_upload", EMBED_QUEUE, 0.80)
INDEX = Stage("index", "search.index_upload", SEARCH_QUEUE, 0.05)

STAGES = (PARSE, EMBED, INDEX)
"""Receiving happens in the request itself: a job exists only once its file is safe on disk."""

BUILD_STAGES = (EMBED, INDEX)
"""What an index is built by of messages that were parsed long ago."""

MERGE_STAGES = (MERGE, EMBED, INDEX)
"""Two conversations become one, in which what changed is embedded again."""

ALL_STAGES = (PARSE, MERGE, EMBED, INDEX)

_BY_NAME = {stage.name: stage for stage in ALL_STAGES}
_FOLLOWING = {
    stage.name: following for stages in (STAGES, MERGE_STAGES) for stage, following in pairwise(stages)
}


def get_stage(name: str) -> Stage:
    return _BY_NAME[name]


def get_next_stage(name: str) -> Stage | None:
    """Return the stage after this one, or None after the last; a stage has the same one in jobs of all kinds."""
    return _FOLLOWING.get(get_stage(name).name)


def list_later_stages(name: str) -> list[Stage]:
    following = get_next_stage(name)
    return [following, *list_later_stages(following.name)] if following else []


def compute_progress(stage_name: str, stage_fraction: float, stages: tuple[Stage, ...] = STAGES) -> float:
    """Return 0..1 over all stages of a job, for a stage that is this far (0..1)."""
    position = stages.index(_BY_NAME[stage_name])
    before = sum(stage.share for stage in stages[:position])
    done = before + stages[position].share * max(0.0, min(1.0, stage_fraction))
    return min(1.0, done / sum(stage.share for stage in stages))
