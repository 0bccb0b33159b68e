"""BM25 over messages and their surroundings, through tantivy.

A message is found by its own words, date and speaker, by the words one message around it, and by those two around:
in a chat the telling word often stands in the line before. `analysis.py` makes the terms; tantivy only sees them.
"""

from .index import SparseIndex
from .leaves import Leaves
from .schema import FIELD_WEIGHTS
from .searcher import SparseHits, SparseSearcher

__all__ = ["FIELD_WEIGHTS", "Leaves", "SparseHits", "SparseIndex", "SparseSearcher"]
