"""A knowledge folder's own compiled file helps where it fits, and never does harm where it does not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bbchat.cli.loading import compiled_arrays
from bbchat.cli.locations import bundled_knowledge
from bbchat.encoding.store import FILE_NAME, Arrays, load_arrays, save_arrays
from bbchat.safety import semantic

SHIPPED = load_arrays(bundled_knowledge() / FILE_NAME)


def used_with(folder: Path, own: Arrays) -> Arrays:
    save_arrays(folder / FILE_NAME, own)
    return compiled_arrays(folder)


@pytest.mark.parametrize("stale", ["another encoder's", "safety_first_supports_last", "safety_doubt"])
def test_a_stale_safety_layer_is_not_mixed_with_the_one_that_came_with_the_program(tmp_path: Path, stale: str) -> None:
    own = {name: np.zeros(1) for name in semantic.FITTED}
    if stale in own:  # an earlier version did not have it
        own = {**own, "safety_model": SHIPPED["safety_model"]}
        del own[stale]
    used = used_with(tmp_path, own)
    assert all(np.array_equal(used[name], SHIPPED[name]) for name in semantic.FITTED)


def test_a_folders_own_fitted_safety_layer_counts(tmp_path: Path) -> None:
    own = {**{name: SHIPPED[name] for name in semantic.FITTED}, "safety_thresholds": np.array([0.25, 0.5])}
    assert used_with(tmp_path, own)["safety_thresholds"].tolist() == [0.25, 0.5]


def test_a_folder_without_a_compiled_file_uses_what_came_with_the_program(tmp_path: Path) -> None:
    assert compiled_arrays(tmp_path).keys() == SHIPPED.keys()
