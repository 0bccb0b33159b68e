from apps.search.models.index_version import IndexReplica, IndexState, IndexVersion
from apps.search.models.segment import Segment

__all__ = ["IndexReplica", "IndexState", "IndexVersion", "Segment"]
