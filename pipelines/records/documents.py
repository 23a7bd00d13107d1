"""What a format module makes of bytes: one text, and paragraphs and grids that point into it."""

from __future__ import annotations

from dataclasses import field

from pipelines.records.record import record


@record
class Paragraph:
    """A run of prose (in text files: one line); `Document.text[start:end]` is its text, without the line break."""

    start: int
    end: int


@record
class Box:
    """A rectangle on a page: pages count from 1, lengths are points (1/72 inch) from the top left of the page as shown."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@record
class Sighting:
    """How far a text recognised from a picture can be trusted; what a file says in characters has none.

    `confidence` is the lower one of its readings (0 to 1), `agreed` whether two independent readings gave the same
    text, `ink` whether anything but paper was found in its box.
    """

    confidence: float
    agreed: bool
    ink: bool


@record
class GridCell:
    """A cell where it begins. `row`, `column` count from 0 after spans are laid out; `rows`, `columns` are its spans.

    `text` is the stripped text, and `Document.text[start:end] == text`. Positions a span covers have no GridCell of
    their own. `box` is known where the document has pages, `seen` where it is a picture.
    """

    text: str
    start: int
    end: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    box: Box | None = None
    seen: Sighting | None = None


@record
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


@record
class Document:
    """A document as its format module linearised it: one text, and blocks pointing into it in reading order.

    `title` is what the document says of itself outside its body (h1, <title>, core properties), `meta` the named
    values of its head (national meta tags such as ArticleTitle, PubDate, ContentSource; the first non-empty wins).
    `recognised` says that all of its text was recognised from pictures: no figure of it counts without a proof.
    `breaks_off` says that its bytes end within a line or a cell, so that the last word or number may have been longer.
    `pictures` are the places in the text at which a picture stands that may hold a page or a table, unread.
    """

    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    meta: dict[str, str] = field(default_factory=dict)
    media_type: str = "text/plain"
    charset: str | None = None
    recognised: bool = False
    breaks_off: bool = False
    pictures: tuple[int, ...] = ()
