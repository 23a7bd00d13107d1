"""`gongkai source`: add, list and test sources, one YAML file per disclosure column."""

from gongkai.source.group import command

__all__ = ["command"]
