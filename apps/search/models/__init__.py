from apps.search.models.deletion import Deletion
from apps.search.models.embedding_model import Device, EmbeddingModel, ModelSource, Precision
from apps.search.models.index_version import FOLLOWING, SEARCHABLE, IndexReplica, IndexState, IndexVersion
from apps.search.models.saved_search import SavedSearch
from apps.search.models.search_event import SearchClick, SearchEvent, SearchOrigin
from apps.search.models.segment import Segment

__all__ = [
    "FOLLOWING",
    "SEARCHABLE",
    "Deletion",
    "Device",
    "EmbeddingModel",
    "IndexReplica",
    "IndexState",
    "IndexVersion",
    "ModelSource",
    "Precision",
    "SavedSearch",
    "SearchClick",
    "SearchEvent",
    "SearchOrigin",
    "Segment",
]
