"""The shape of a fault: which requests it strikes, how often, and what it makes of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from ..prefecture.asked import Answer, Asked
from ..prefecture.model import Site

Onward = Callable[[], Answer]


@dataclass
class Layer:
    """Strikes requests whose address matches `only`, each address at most `times`; robots.txt never."""

    only: str = ""
    times: int = 10**9
    struck: Counter[str] = field(default_factory=Counter, init=False)

    def __call__(self, site: Site, asked: Asked, address: str, onward: Onward) -> Answer:
        if asked.path == "/robots.txt" or not re.search(self.only, address) or self.struck[address] >= self.times:
            return onward()
        self.struck[address] += 1
        return self.strike(site, asked, address, onward)

    def strike(self, site: Site, asked: Asked, address: str, onward: Onward) -> Answer:
        """What is answered instead."""
        raise NotImplementedError
