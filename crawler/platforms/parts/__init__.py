"""What the platform modules share: requests and rows, links, pagers, rows of a list, sub-columns, articles. Pure."""
