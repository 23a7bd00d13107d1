"""What the figures in the prose count, in words: measures.yml."""

from __future__ import annotations

from pathlib import Path

from pipelines.publishing.yaml_files import loaded

# measure → its Chinese and its English
MEASURES: dict[str, tuple[str, str]] = {
    name: tuple(words) for name, words in loaded(Path(__file__).with_suffix(".yml")).items()
}
