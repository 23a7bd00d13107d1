"""Table three: requests received and handled, by applicant."""

from pipelines.reading.requests.table import read_table_three

__all__ = ["read_table_three"]
