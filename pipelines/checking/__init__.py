"""Asks a report whether its figures agree with each other. Changes no figure; says what it found."""

from pipelines.checking.report import check

__all__ = ["check"]
