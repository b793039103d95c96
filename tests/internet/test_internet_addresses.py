"""Which addresses are public, and which hosts are allowed."""

import pytest

from steadymesh.errors import InvalidIdError
from steadymesh.internet.addresses import is_public
from steadymesh.internet.places import Place, is_allowed, is_host, parse_place, same_host


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0", "223.255.255.255",
        "2606:4700::1111", "2a00:1450::1", "2001:200::1", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1",
    ],
)  # fmt: skip
def test_what_belongs_to_the_internet(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "0.1.2.3", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1",
        "127.255.255.255", "169.254.0.1", "169.254.169.254", "172.16.0.0", "172.31.255.255", "192.0.0.8", "192.0.2.1",
        "192.88.99.1", "192.168.0.0", "192.168.255.255", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1",
        "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::1",
        "100::1", "2001::1", "2001:1::1", "2001:20::1", "2001:db8::1", "2002:0a00:0001::1", "3fff::1", "4000::1",
        "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1",
    ],
)  # fmt: skip
def test_what_does_not(address):
    assert not is_public(address)


def test_what_is_no_address_is_not_judged():
    with pytest.raises(ValueError, match="localhost"):
        is_public("localhost")


@pytest.mark.parametrize(
    ("text", "place", "shown"),
    [
        ("localhost", Place(host="localhost"), "localhost"),
        (" LocalHost.:11434 ", Place(host="localhost", port=11434), "localhost:11434"),
        ("127.0.0.1:8080", Place(host="127.0.0.1", port=8080), "127.0.0.1:8080"),
        ("::1", Place(host="::1"), "[::1]"),
        ("[0:0::1]", Place(host="::1"), "[::1]"),
        ("[::1]:8080", Place(host="::1", port=8080), "[::1]:8080"),
        ("my_pi.lan", Place(host="my_pi.lan"), "my_pi.lan"),
    ],
)
def test_a_place_is_a_host_or_one_port_of_it(text, place, shown):
    assert parse_place(text) == place
    assert str(place) == shown
    assert parse_place(shown) == place


@pytest.mark.parametrize(
    "text",
    [
        "", "http://localhost", "localhost/", "a b", "a:", ":80", "a:0", "a:65536", "a:b", "[localhost]:1", "[::1",
        "::1]:80", "fe80::1%eth0", "[fe80::1%eth0]:80", "a..b", "*", "10.0.0.0/8", "a" * 64, "é.example",
    ],
)  # fmt: skip
def test_what_is_no_place_is_told(text):
    with pytest.raises(InvalidIdError, match="is not a host"):
        parse_place(text)


def test_what_is_allowed_is_taken_by_its_name_and_port():
    places = [parse_place("localhost:11434"), parse_place("[::1]")]
    assert is_allowed("LOCALHOST.", 11434, places)
    assert not is_allowed("localhost", 80, places)
    assert is_allowed("0::1", 80, places)
    assert not is_allowed("127.0.0.1", 11434, places)
    assert not is_allowed("localhost", 11434, [])


def test_hosts_are_written_in_one_way():
    assert same_host("API.Example.") == "api.example"
    assert same_host("0:0:0:0:0:0:0:1") == "::1"
    assert is_host("a-b_c.example.")
    assert not is_host("a%20b")
    assert not is_host("")
