"""Which network a request comes from. Its address is used for this and never stored."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

type Address = IPv4Address | IPv6Address
type Network = IPv4Network | IPv6Network

PREFIX = {4: 24, 6: 48}  # what one household or office usually has
UNKNOWN = "unknown"


def network_of(request: HttpRequest) -> str:
    """The /24 (IPv4) or /48 (IPv6) that the request comes from, in words; `unknown` behind a socket without address."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    address = client_address(request.META.get("REMOTE_ADDR", ""), forwarded, settings.TRUSTED_PROXIES)
    return str(ip_network((address, PREFIX[address.version]), strict=False)) if address else UNKNOWN


def of_one_client(network: str) -> bool:
    """Whether requests from this network say something about who asks. One of the site's own machines may stand for
    everybody: a proxy that TRUSTED_PROXIES does not name."""
    return network != UNKNOWN and ip_network(network).network_address.is_global


def client_address(peer: str, forwarded: str, trusted: Sequence[Network]) -> Address | None:
    """The nearest address that is not a trusted proxy. Only a trusted proxy's word about the next one is believed."""
    address = read_address(peer)
    hops = [text.strip() for text in forwarded.split(",") if text.strip()][-20:]
    while address is not None and hops and any(address in network for network in trusted):
        further = read_address(hops.pop())
        if further is None:
            break
        address = further
    return address


def read_address(text: str) -> Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
