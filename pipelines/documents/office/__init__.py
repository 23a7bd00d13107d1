"""Documents that only an office suite can open: converted by LibreOffice, many in one call, and then read as OOXML."""

from pipelines.documents.office.libreoffice import OFFICE, convert, seconds_for
from pipelines.documents.office.ole import kind_of_ole

__all__ = ["OFFICE", "convert", "kind_of_ole", "seconds_for"]
