"""The front door: one short module per command, thin over crawler and pipelines."""
