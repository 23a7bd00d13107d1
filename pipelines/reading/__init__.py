"""From a document to a report: tables, sections, who and when, figures in prose. Pure: no clock, network, database."""

from pipelines.reading.collected import count_reports
from pipelines.reading.pictured import pictures_instead
from pipelines.reading.report import read

__all__ = ["count_reports", "pictures_instead", "read"]
