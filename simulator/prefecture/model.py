"""The words of the simulated prefecture: sites, their columns, the items listed there, and on which day each is true."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ..county import Agency
from ..figures import Figures
from ..form import edition_of

REPORT, LOOK_ALIKE, DEAD = "report", "look_alike", "dead"
FILES = ("docx", "download", "shell")  # shapes whose report is a Word file; an article, else


@dataclass(frozen=True, slots=True)
class Item:
    """A row of a list and what it leads to.

    `shape` says in which dress a report comes: article, docx (the row is a file), shell (a page around one), viewer
    (the row is a viewer's page that names the file), download (an address without extension whose header names it).
    It is listed from day `first` until before day `last`, and says `figures` until day `edited`, then `corrected`.
    """

    id: int
    title: str
    published: str
    kind: str = REPORT
    shape: str = "article"
    agency: Agency | None = None
    year: int = 0
    figures: Figures = field(default_factory=dict)
    corrected: Figures = field(default_factory=dict)
    first: int = 0
    last: int = 99
    edited: int = 99
    flaw: str | None = None
    revision: int = 0
    column: str = ""

    @property
    def edition(self) -> str:
        return edition_of(self.year)

    @property
    def day8(self) -> str:
        return self.published.replace("-", "")

    @property
    def hex32(self) -> str:
        """An id of 32 hexadecimal digits, as several platforms give."""
        return f"{self.id * 0x9E3779B97F4A7C15 % 2**64:016x}{self.id * 0xC2B2AE3D27D4EB4F % 2**64:016x}"

    @property
    def uuid(self) -> str:
        h = self.hex32
        return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}"

    def there(self, day: int) -> bool:
        return self.first <= day < self.last

    def on(self, day: int) -> Item:
        """The item as it reads on a day."""
        return replace(self, figures=self.corrected, revision=1) if day >= self.edited else self


@dataclass(frozen=True, slots=True)
class Sub:
    """A column below a site's column: its name in the address and to people."""

    slug: str
    title: str


@dataclass(slots=True)
class Site:
    """One host: a family of platforms in one of its flavours, with one column and what is listed there.

    `beyond` says how a page past the last one is answered: 404, first (the first page again), empty, stub, home.
    `catalogue` is the markup of the record above an article, `meta` the state of its national meta tags.
    """

    name: str
    family: str
    flavour: str
    publisher: str
    level: str
    items: list[Item] = field(default_factory=list)
    per_page: int = 3
    beyond: str = "404"
    charset: str = "utf-8"
    subs: tuple[Sub, ...] = ()
    meta: str = "complete"
    catalogue: int = 0
    elsewhere: list[tuple[str, str]] = field(
        default_factory=list
    )  # (name of the site or an address, title): rows on other hosts
    hidden: bool = False  # a host without a source of its own, only found through another's column
    ends: str = "ok"  # the word in which a run over it ends, when nothing goes wrong
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def rows(self, day: int, column: str | None = None) -> list[Item]:
        """What is listed on a day, newest first; of one sub-column, or of all."""
        rows = [i.on(day) for i in self.items if i.there(day) and column in (None, i.column)]
        return sorted(rows, key=lambda item: (item.published, item.id), reverse=True)

    def pages(self, day: int, column: str | None = None, size: int | None = None) -> list[list[Item]]:
        """The rows by pages; an empty column has one empty page."""
        rows, size = self.rows(day, column), size or self.per_page
        return [rows[start : start + size] for start in range(0, len(rows), size)] or [[]]
