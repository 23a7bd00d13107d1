"""Datasette's settings where we differ from its defaults, each with the default and the reason."""

SETTINGS: dict[str, int | bool] = {
    # default on: guesses facets from the data, 550 ms on every page of a large table
    "suggest_facets": False,
    # default 200: eight facets on 300,000 reports need more than that together, and a facet that is missing misleads
    "facet_time_limit_ms": 1000,
    # default 1000: a sum over a province and a year
    "sql_time_limit_ms": 2000,
    # default 1000: rows of one page of JSON; files to take away have no such limit
    "max_returned_rows": 5000,
    # default 100: a page of reports fits a screen or two
    "default_page_size": 50,
    # default 0 (SQLite's 2 MB): pages of the indexes stay in memory
    "cache_size_kb": 100_000,
    # default on: the archive is taken away as files of tables and views, not as the live database
    "allow_download": False,
}
