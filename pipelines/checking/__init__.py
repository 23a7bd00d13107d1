"""Asks a report whether its figures agree with each other, and takes out what was recognised and is not proven."""

from pipelines.checking.proving import prove
from pipelines.checking.report import check

__all__ = ["check", "prove"]
