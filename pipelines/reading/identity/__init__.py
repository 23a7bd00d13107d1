"""Who reports, for which year, when, and for whom; with the words that prove it."""

from pipelines.reading.identity.identify import identify
from pipelines.reading.recognition import is_report

__all__ = ["identify", "is_report"]
