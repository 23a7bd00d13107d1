"""OFD (GB/T 33190): a ZIP of XML with text, lines and positions; read as pages of positioned text, like PDF."""

from pipelines.documents.ofd.reader import read_ofd

__all__ = ["read_ofd"]
