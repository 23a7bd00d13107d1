"""Where checked rows become SQLite: the archive (rebuildable) and the state (not)."""
