"""The captures: bytes kept as WARC 1.1 records (ISO 28500) before anything is read from them. Reads no figure."""

from pipelines.archive.foreign import foreign_records
from pipelines.archive.members import Damage
from pipelines.archive.warcs import Archive
from pipelines.archive.words import MAX_READ, ArchiveError, Outsized

__all__ = ["MAX_READ", "Archive", "ArchiveError", "Damage", "Outsized", "foreign_records"]
