"""Table two: what was actively disclosed, by item of Article 20 of the Regulation."""

from pipelines.reading.proactive.table import read_table_two

__all__ = ["read_table_two"]
