"""The options and the clock that commands share."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

data_option = click.option(
    "--data",
    default="data",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The data folder.",
)


def utc_now() -> str:
    """The time as the archive writes it: UTC, ISO 8601 with Z."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
