"""Which addresses of IP are of the open internet. Pure."""

from __future__ import annotations

import ipaddress
from ipaddress import IPv4Address, IPv6Address, IPv6Network

# Addresses of IPv6 that hold one of IPv4 in their last four bytes: compatible ones (RFC 4291) and NAT64 (RFC 6052).
_HOLDING = (IPv6Network("::/96"), IPv6Network("64:ff9b::/96"))


def is_public_address(text: str) -> bool:
    """Whether an address, of either version, is one of the open internet, an address of IPv4 inside of one of IPv6 too;
    raises ValueError for what is no address."""
    address = ipaddress.ip_address(text.split("%")[0])
    inner = _inner(address) if isinstance(address, IPv6Address) else None
    return address.is_global and not address.is_multicast and (inner is None or inner.is_global)


def _inner(address: IPv6Address) -> IPv4Address | None:
    if any(address in network for network in _HOLDING):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
