"""Masks as FAISS takes them."""

import faiss
import numpy as np


def make_selector(allowed: np.ndarray) -> faiss.IDSelector:
    bits = np.packbits(allowed, bitorder="little")
    selector = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
    selector.referenced_bits = bits  # keeps the memory alive as long as the selector
    return selector
