"""One module a page: what it shows, from the rows, as plain data; no HTML and nothing of the web."""
