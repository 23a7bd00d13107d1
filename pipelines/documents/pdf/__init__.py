"""PDF documents: text with positions, ruled and unruled tables; pages without usable text can be rendered for OCR."""

from pipelines.documents.pdf.reader import read_pdf

__all__ = ["read_pdf"]
