"""Finds documents on disclosure columns and fetches their bytes. Never reads a figure."""
