"""Table four: reviews and lawsuits, as the form prints them, by block, or in parts."""

from pipelines.reading.disputes.by_part import parts_of
from pipelines.reading.disputes.table import read_table_four

__all__ = ["parts_of", "read_table_four"]
