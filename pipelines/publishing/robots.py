"""What is said to robots: robots.txt, and sitemaps that lead them to reports and agencies without any list to walk."""

from __future__ import annotations

from sqlite3 import Connection

DELAY_SECONDS = 5
MAP_ADDRESSES = 20_000  # of the 50,000 that a sitemap may hold
_IDS = 2**53  # ids are numbers of 53 bits, evenly spread (pipelines.records.ids)
# Addresses without end, or that cost more than a page: SQL, filters, orders, facets, search, files, JSON, comparisons.
_CLOSED = (
    "/archive?", "/archive/*?", "/*.csv", "/*.xlsx", "/*.parquet", "/*.json", "/*.db", "/-/search", "/-/export", "/-/compare", "/-/series?",
    "/-/cite", "/-/source", "/-/text", "/-/capture", "/-/similar", "/-/findings?", "/-/coverage?", "/-/feeds", "/*?_lang=",
    "/*&_lang=",
)  # fmt: skip
PAGES = ("/", "/archive", "/-/coverage", "/-/findings", "/-/methods", "/-/codebook", "/-/api", "/-/series")
KINDS = ("reports", "agencies")


def robots_txt(home: str) -> str:
    """`home` is the site's address without the last slash."""
    lines = ["User-agent: *", f"Crawl-delay: {DELAY_SECONDS}", *(f"Disallow: {path}" for path in _CLOSED), "Allow: /"]
    return "\n".join([*lines, "", f"Sitemap: {home}/sitemap.xml", ""])


def index(connection: Connection, home: str) -> str:
    """The sitemap of sitemaps: one of pages, and as many of each kind as its rows need."""
    names = ["pages-0"]
    for kind in KINDS:
        (count,) = connection.execute(f"SELECT count(*) FROM [{kind}]").fetchone()
        names += [f"{kind}-{number}" for number in range(_parts(count))]
    return _xml("sitemapindex", "sitemap", [f"{home}/-/sitemap/{name}.xml" for name in names])


def part(connection: Connection, home: str, kind: str, number: int) -> str:
    """One sitemap: the rows whose ids lie in its share of all ids; nothing where there is no such share."""
    if kind == "pages":
        return _xml("urlset", "url", [f"{home}{path}" for path in PAGES])
    (count,) = connection.execute(f"SELECT count(*) FROM [{kind}]").fetchone()
    if number >= _parts(count):
        return ""
    step = _IDS // _parts(count) + 1
    rows = connection.execute(
        f"SELECT id FROM [{kind}] WHERE id >= ? AND id < ? ORDER BY id", (number * step, (number + 1) * step)
    )
    return _xml("urlset", "url", [f"{home}/archive/{kind}/{row[0]}" for row in rows])


def _parts(count: int) -> int:
    # ids are spread by chance: with room for half as many again no share overflows
    return max(1, -(-count * 3 // (MAP_ADDRESSES * 2)))


def _xml(root: str, item: str, addresses: list[str]) -> str:
    body = "".join(f"<{item}><loc>{address}</loc></{item}>\n" for address in addresses)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{body}</{root}>\n'
    )
