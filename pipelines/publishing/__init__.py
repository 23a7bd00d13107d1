"""What Datasette publishes: metadata, settings, the layout of the official tables, files to take away."""
