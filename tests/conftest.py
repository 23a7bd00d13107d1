"""The suite leaves the slow attacks out unless they are asked for: `pytest -m torture`."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

settings.register_profile("without a clock", deadline=None)  # a busy machine fails no property
settings.load_profile("without a clock")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One more than there are cores: a good part of the suite waits for servers, pauses and signals."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "torture" in (config.option.markexpr or ""):
        return
    left_out = [item for item in items if item.get_closest_marker("torture")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]
