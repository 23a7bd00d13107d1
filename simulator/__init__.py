"""A small invented county's websites over real HTTP, for the demo and the tests. Imports nothing of the crawler."""

from . import faults
from .county import County, SimReport, invent_county
from .prefecture import Prefecture
from .server import Serving, serving

__all__ = ["County", "Prefecture", "Serving", "SimReport", "faults", "invent_county", "serving"]
