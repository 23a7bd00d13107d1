"""A small invented county's websites over real HTTP, for the demo and the tests. Imports nothing of the crawler."""
