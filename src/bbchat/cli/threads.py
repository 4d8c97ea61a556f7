"""How many threads answering takes. The one invariant: it must be settled before numpy is imported."""

from __future__ import annotations

import os


def answer_in_one_thread() -> None:
    """Start no further threads for linear algebra, unless `OPENBLAS_NUM_THREADS` asks for some: the products of a
    question are too small for two, and starting them takes 15 ms. `compile` uses all cores."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
