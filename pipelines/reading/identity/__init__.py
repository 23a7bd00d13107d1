"""Who reports, for which year, when, and for whom; with the words that prove it."""

from pipelines.reading.identity.identify import declared_day, identify, visible_day
from pipelines.reading.recognition import is_report

__all__ = ["declared_day", "identify", "is_report", "visible_day"]
