"""The suite leaves the slow attacks out unless they are asked for: `pytest -m torture`."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# a busy machine fails no property
settings.register_profile("without a clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("without a clock")
# The files that take longest, begun first: else one worker works at one of them when the others have nothing left.
LONGEST = ("site_pages", "scans", "crawl", "crawl_killed", "office", "crawl_prefecture", "crawl_incremental", "platform_crawl",
           "demo", "bad_input", "source_browser", "hostile", "browser", "crawl_faults", "three_jobs")  # fmt: skip


@pytest.fixture(autouse=True, scope="session")
def _patient_with_libreoffice() -> Iterator[None]:
    """It starts in a second, on a machine that has one for it; what ends a program that takes too long has its own test."""
    from pipelines.documents.office import libreoffice

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(libreoffice, "_SECONDS", 300)
        yield


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One more than there are cores: a good part of the suite waits for servers, pauses and signals."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    turn = {f"test_{name}.py": number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: turn.get(item.path.name, len(LONGEST)))
    if "torture" in (config.option.markexpr or ""):
        return
    left_out = [item for item in items if item.get_closest_marker("torture")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]
