"""What Datasette loads: search, files to take away, report pages. Each module is thin over pipelines.publishing."""
