"""Verifies an archive against its captures, its form and its state; changes nothing. Each problem is one sentence."""

from pipelines.storing.verifying.archive import open_to_read, verify
from pipelines.storing.verifying.verdict import Problem, Verdict

__all__ = ["Problem", "Verdict", "open_to_read", "verify"]
