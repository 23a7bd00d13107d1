"""How much one client may ask for: a bucket for each kind of cost, filled at a steady rate (token bucket)."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address, ip_network

from pipelines.publishing.guarding.addresses import Cost

PAGES_A_SECOND = 20
# Of the rate of pages; one who has been quiet may ask for what would be had in BURST_SECONDS at once.
SHARES = {Cost.PAGE: 1.0, Cost.SEARCH: 0.5, Cost.STATEMENT: 0.1, Cost.FILE: 0.1}
BURST_SECONDS = 60
_CLIENTS = 10_000  # those heard of last; one who is forgotten starts with a full bucket
_HOME = 64  # bits of an IPv6 address that one client holds all addresses of


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Rates:
    """The buckets of all clients. `pages_a_second` 0: no limit. `clock` gives seconds."""

    def __init__(self, pages_a_second: float = PAGES_A_SECOND, clock: Callable[[], float] = time.monotonic) -> None:
        self._pages = pages_a_second
        self._clock = clock
        self._buckets: OrderedDict[tuple[str, Cost], _Bucket] = OrderedDict()

    def wait(self, client: str, cost: Cost) -> float:
        """Takes one request from the client's bucket and gives 0; where it is empty, the seconds until it is not."""
        rate = self._pages * SHARES.get(cost, 0.0)
        if not rate:
            return 0.0
        now, most = self._clock(), rate * BURST_SECONDS
        bucket = self._buckets.setdefault((client, cost), _Bucket(most, now))
        self._buckets.move_to_end((client, cost))
        if len(self._buckets) > _CLIENTS:
            self._buckets.popitem(last=False)
        bucket.left, bucket.at = min(most, bucket.left + (now - bucket.at) * rate), now
        if bucket.left < 1:
            return (1 - bucket.left) / rate
        bucket.left -= 1
        return 0.0


class Clients:
    """Who asks: the peer, or where the peer is a proxy of ours, whom that one names last in X-Forwarded-For."""

    def __init__(self, trusted: Iterable[str] = ()) -> None:
        """`trusted`: addresses or networks of proxies. Raises ValueError for anything else."""
        self._trusted = tuple(ip_network(one, strict=False) for one in trusted)

    def client(self, peer: str | None, headers: Iterable[tuple[bytes, bytes]]) -> str:
        """The address that limits apply to; of IPv6 its network of 64 bits."""
        hops = [peer or ""]
        if self.is_proxy(peer):
            said = ",".join(value.decode("latin-1") for name, value in headers if name.lower() == b"x-forwarded-for")
            hops = [one.strip() for one in said.split(",") if one.strip()] + hops
        while len(hops) > 1 and self.is_proxy(hops[-1]):
            hops.pop()
        return _one(hops[-1])

    def is_proxy(self, address: str | None) -> bool:
        """Whether the address is one of the trusted proxies."""
        try:
            known = ip_address(address or "")
        except ValueError:
            return False
        return any(known in network for network in self._trusted)


def _one(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(known, IPv6Address) and known.ipv4_mapped is None:
        return str(IPv6Network((known, _HOME), strict=False))
    return str(known)
