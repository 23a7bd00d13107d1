"""A whole invented prefecture: a site for every family of publishing platforms, with a truth made before any page."""

from .model import Item, Site
from .plan import PLAN, Planned
from .server import Prefecture, Seen

__all__ = ["PLAN", "Item", "Planned", "Prefecture", "Seen", "Site"]
