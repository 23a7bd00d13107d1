"""Captured documents made safe to look at, with one figure marked in them. The work is done in a worker process."""
