"""Pictures and scanned pages: rules laid out as tables, text recognised, every figure with how far it can be trusted.

The rooms behind are opened when the first picture comes, since their libraries are an extra (`ocr`).
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec

from pipelines.documents.refusals import Unreadable
from pipelines.records import Document

_LIBRARIES = ("numpy", "cv2", "onnxruntime", "rapidocr")


def read_picture(body: bytes, charset: str | None = None) -> Document:
    """A picture file as a Document; `charset` is of no use here. Raises Unreadable and TooLarge."""
    return _document().read_picture(body)


def read_pictures(bodies: Iterable[bytes]) -> Document:
    """Picture files that are the pages of one document. Raises Unreadable and TooLarge."""
    return _document().read_pictures(bodies)


def read_scanned_pdf(body: bytes) -> Document:
    """A PDF whose pages are pictures as a Document. Raises Unreadable and TooLarge."""
    return _document().read_scanned_pdf(body)


def _document():
    if any(find_spec(library) is None for library in _LIBRARIES):
        raise Unreadable("The document is a picture; to read it install the extra ocr: pip install 'gongkai[ocr]'.")
    return import_module("pipelines.documents.scans.document")
