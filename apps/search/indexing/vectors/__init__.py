"""Nearest vectors behind one interface, `VectorIndex`, with an engine for one machine and one for many."""

from .base import SavedVectors, VectorEngine, VectorIndex, VectorsUnavailable

__all__ = ["SavedVectors", "VectorEngine", "VectorIndex", "VectorsUnavailable"]
