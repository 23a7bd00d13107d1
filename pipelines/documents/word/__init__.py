"""Word documents in the form of Office Open XML (DOCX)."""

from pipelines.documents.word.docx import MAIN_PART, read_docx

__all__ = ["MAIN_PART", "read_docx"]
