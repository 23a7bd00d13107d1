"""What a format module makes of bytes: one text, and paragraphs and grids that point into it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of prose (in text files: one line); `Document.text[start:end]` is its text, without the line break."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell where it begins. `row`, `column` count from 0 after spans are laid out; `rows`, `columns` are its spans.

    `text` is the stripped text, and `Document.text[start:end] == text`. Positions a span covers have no GridCell of
    their own.
    """

    text: str
    start: int
    end: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of the document. `regular` says whether its columns truly stand under each other.

    HTML and DOCX tables are regular (their spans are known); grids recovered from text are not: a row there may have
    lost or gained fields, so that a column number proves little by itself.
    """

    start: int
    end: int
    cells: tuple[GridCell, ...]
    regular: bool


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Document:
    """A document as its format module linearised it: one text, and blocks pointing into it in reading order.

    `title` is what the document says of itself outside its body (h1, <title>, core properties), `meta` the named
    values of its head (national meta tags such as ArticleTitle, PubDate, ContentSource; the first non-empty wins).
    """

    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    meta: dict[str, str] = field(default_factory=dict)
    media_type: str = "text/plain"
    charset: str | None = None
