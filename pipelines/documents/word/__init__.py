"""Word documents in the form of Office Open XML (DOCX), and in the two forms that are one XML file."""

from pipelines.documents.word.docx import MAIN_PART, pictures_in, read_docx
from pipelines.documents.word.flat import is_flat_word, read_flat_word

__all__ = ["MAIN_PART", "is_flat_word", "pictures_in", "read_docx", "read_flat_word"]
