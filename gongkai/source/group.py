"""The group of the three commands over sources."""

from __future__ import annotations

import click

from gongkai.source.adding import add
from gongkai.source.listing import list_sources
from gongkai.source.testing import test

EXAMPLES = """\b
Examples:
  gongkai source add https://www.example.gov.cn/zwgk/zfxxgknb/ --publisher 青湾县人民政府
  gongkai source list --all
  gongkai source test www.example.gov.cn --live
"""


@click.group("source", epilog=EXAMPLES)
def command() -> None:
    """Add, list and test sources: one YAML file per disclosure column."""


for _one in (add, list_sources, test):
    command.add_command(_one)
