"""What the figures in the prose count, in words: measures.yml."""

from __future__ import annotations

from pathlib import Path

import yaml

# measure → its Chinese and its English
MEASURES: dict[str, tuple[str, str]] = {
    name: tuple(words)
    for name, words in yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8")).items()
}
