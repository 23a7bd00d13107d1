"""HTML pages as a browser would lay them out, without a browser."""

from pipelines.documents.html.page import read_html

__all__ = ["read_html"]
