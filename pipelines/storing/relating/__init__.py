"""What needs more than one report: checks over years, wholes against their parts, shared wording. Run when all is stored.

Its rows are a function of the reports that are shown, whatever the order they came in: every change of a report is noted
in the transaction that stores it, and `relate` does again what depends on it.
"""

from pipelines.storing.relating.changes import detach, note_change
from pipelines.storing.relating.stage import relate

__all__ = ["detach", "note_change", "relate"]
