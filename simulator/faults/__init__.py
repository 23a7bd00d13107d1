"""What goes wrong on real sites, as layers between a site and the wire: each takes a request and the answer behind it.

Put them into `Prefecture.faults[name]`; the first stands outermost. None strikes robots.txt unless it is about it.
"""

from .dead_ends import HttpsOnly, Loop, Sent, Shells, SoftMissing
from .encodings import Bom, Conflict, Gbk, Gzip
from .overnight import NewTemplate
from .refusals import Challenge, Refuse
from .robots import MOVED, Robots
from .transport import Cut, Hang, Reset, Slow, Status
from .traps import Calendar, Endless
from .twins import Twins

__all__ = [
    "MOVED",
    "Bom",
    "Calendar",
    "Challenge",
    "Conflict",
    "Cut",
    "Endless",
    "Gbk",
    "Gzip",
    "Hang",
    "HttpsOnly",
    "Loop",
    "NewTemplate",
    "Refuse",
    "Reset",
    "Robots",
    "Sent",
    "Shells",
    "Slow",
    "SoftMissing",
    "Status",
    "Twins",
]
