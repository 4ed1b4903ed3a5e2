"""Which network a request comes from; only a configured proxy is believed."""

from ipaddress import ip_network

import pytest
from django.test import RequestFactory

from votes.network import network_of, of_one_client


def network(peer, forwarded="", trusted=()):
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers)
    return lambda settings: (
        setattr(settings, "TRUSTED_PROXIES", [ip_network(t) for t in trusted]),
        network_of(request),
    )[1]


CASES = [
    (("203.0.113.77",), "203.0.113.0/24"),
    (("2001:db8:aa:bb::1",), "2001:db8:aa::/48"),
    (("::ffff:203.0.113.77",), "203.0.113.0/24"),
    (("",), "unknown"),
    (("203.0.113.77", "198.51.100.1"), "203.0.113.0/24"),  # nobody asked this peer
    (("10.0.0.1", "198.51.100.1", ["10.0.0.0/8"]), "198.51.100.0/24"),
    (("10.0.0.1", "1.2.3.4, 198.51.100.1", ["10.0.0.0/8"]), "198.51.100.0/24"),  # the visitor wrote the first one
    (("10.0.0.1", "198.51.100.1, 10.0.0.2", ["10.0.0.0/8"]), "198.51.100.0/24"),
    (("10.0.0.1", "10.0.0.9", ["10.0.0.0/8"]), "10.0.0.0/24"),
    (("10.0.0.1", "garbage", ["10.0.0.0/8"]), "10.0.0.0/24"),
    (("10.0.0.1", "", ["10.0.0.0/8"]), "10.0.0.0/24"),
    (("10.0.0.1", "x" * 5000 + ", 198.51.100.1", ["10.0.0.0/8"]), "198.51.100.0/24"),
    (("10.0.0.1", ", ,", ["10.0.0.0/8"]), "10.0.0.0/24"),
]


@pytest.mark.parametrize(("given", "expected"), CASES, ids=[str(given)[:60] for given, _ in CASES])
def test_the_network_is_that_of_the_nearest_address_nobody_vouches_for(settings, given, expected):
    assert network(*given)(settings) == expected


def test_an_address_of_our_own_may_stand_for_everybody():
    for network in ("unknown", "127.0.0.0/24", "10.1.2.0/24", "::/48", "fe80::/48", "fd00::/48", "0.0.0.0/24"):
        assert not of_one_client(network), network
    for network in ("8.8.8.0/24", "2a00:1450:4001::/48"):
        assert of_one_client(network), network
