"""Why a document is refused, and the limits: every one is far above what real reports need and keeps reading bounded."""

from __future__ import annotations

LARGEST_BODY = 64 * 2**20  # bytes; scanned PDFs reach 50 MB, a page or a DOCX with pictures stays below
# Of a document's text: the longest reports have 100,000, and reading a text takes a second per million.
MOST_CHARACTERS = 4 * 10**6
LARGEST_XML = 32 * 2**20  # bytes of one unpacked DOCX part; the official form in Word is under 1 MB
LARGEST_RATIO = 200  # unpacked to packed; real Word tables reach 40, zeros 1,000
SMALLEST_BOMB = 2**20  # bytes below which the ratio does not matter
MOST_MEMBERS = 10_000  # files in a ZIP; each costs time before the first is read
MOST_DOCUMENTS = 300  # files in a ZIP of documents; a county packs its towns and departments, some 100
MOST_UNPACKED_MEMBERS = 256 * 2**20  # bytes of all of them
MOST_TAGS = 400_000  # "<" in a page; a report pasted from Word has 30,000; more would cost seconds
MOST_TOLERANT_TAGS = (
    45_000  # the same for BeautifulSoup, which needs ten times as long; such pages of Word paste have 30,000
)
MOST_CELLS = 60_000  # table cells of a document; one report has 250, the reports of a whole city in one page 50,000
MOST_POSITIONS = 5_000_000  # rows times columns of a table with its spans laid out; the form has 250
WIDEST_SPAN = 1_000  # columns one cell may span, as in the HTML standard
DEEPEST_PAGE = 1_000  # levels of HTML kept by the tolerant reading; unclosed tags reach hundreds
DEEPEST_DOCX = 100  # levels of XML; a table in a table in a text box has 30, and Python's stack ends at 1,000
MOST_PAGES = 500  # of a PDF; a report has 5 to 20, the bound reports of a city 300
LARGEST_PAGE = 14_400  # points, the largest a PDF page may be by its own standard; A3 has 1,191
LARGEST_STREAM = 128 * 2**20  # bytes unpacked of one stream of a PDF; a scanned A3 page in colour has 50 MB
MOST_UNPACKED = 2**30  # bytes unpacked of all streams of a PDF
MOST_PAINTED = (
    60_000  # pieces (lines, areas, pictures, runs of text) of a PDF page; a report printed by a browser has 3,000
)
MOST_PDF_POSITIONS = 20_000  # rows times columns of a ruled table on one page; the form has 250
MOST_RULES = 3_000  # lines on a page that part rows and columns; a report has 100
MOST_GLYPHS = 1_000_000  # characters drawn by a PDF; the longest reports have 100,000
MOST_PIXELS = 60_000_000  # of a page drawn for recognition; A3 at 400 dpi has 31 million
LONGEST_CELL = 300  # characters; the longest label of the form with a local note has 120, so more is prose


class Unreadable(Exception):
    """These bytes cannot be read. `reason` is one English sentence for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooLarge(Unreadable):
    """These bytes exceed a limit above. `reason` is one English sentence for people."""


class Encrypted(Unreadable):
    """These bytes are encrypted or ask for a password."""

    def __init__(self, reason: str = "The document is encrypted: it opens only with a password.") -> None:
        super().__init__(reason)


class OnlyPictures(Unreadable):
    """The file holds pages, but no text that could be taken from it: they have to be recognised."""
