import pytest
from hypothesis import given
from hypothesis import strategies as st

from steadymesh.errors import InvalidIdError
from steadymesh.link.transport import Target, parse_target


@pytest.mark.parametrize(
    ("text", "host", "port", "shown"),
    [
        ("tcp://192.168.1.38", "192.168.1.38", 4403, "tcp://192.168.1.38:4403"),
        ("tcp://192.168.1.38:4404", "192.168.1.38", 4404, "tcp://192.168.1.38:4404"),
        ("TCP://192.168.1.38/", "192.168.1.38", 4403, "tcp://192.168.1.38:4403"),
        ("tcp://[::1]:4404", "::1", 4404, "tcp://[::1]:4404"),
        ("tcp://[::1]", "::1", 4403, "tcp://[::1]:4403"),
        ("[fe80::1%eth0]:1", "fe80::1%eth0", 1, "tcp://[fe80::1%eth0]:1"),
        ("tcp://[fe80::1%25eth0]", "fe80::1%eth0", 4403, "tcp://[fe80::1%eth0]:4403"),
        ("2001:db8::7", "2001:db8::7", 4403, "tcp://[2001:db8::7]:4403"),
        ("tcp://meshtastic.local", "meshtastic.local", 4403, "tcp://meshtastic.local:4403"),
        ("meshtastic.local:65535", "meshtastic.local", 65535, "tcp://meshtastic.local:65535"),
        ("  node_7  ", "node_7", 4403, "tcp://node_7:4403"),
        ("nœud.example", "xn--nud-fya.example", 4403, "tcp://xn--nud-fya.example:4403"),
    ],
)
def test_what_a_person_writes_is_understood(text, host, port, shown):
    target = parse_target(text)
    assert (target.host, target.port, str(target)) == (host, port, shown)
    assert parse_target(str(target)) == target


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("tcp://", "host is missing"),
        ("tcp://:4403", "host is missing"),
        ("http://192.168.1.38", "“http” is not a way to a radio"),
        ("mqtt://broker", "“mqtt” is not a way"),
        ("serial:///dev/ttyUSB0", "not available yet"),
        ("ble://aa:bb", "not available yet"),
        ("/dev/ttyACM0", "not available yet"),
        ("COM3", "not available yet"),
        ("tcp://192.168.1.38:0", "“0” is not a port"),
        ("tcp://192.168.1.38:65536", "“65536” is not a port"),
        ("tcp://192.168.1.38:", "“” is not a port"),
        ("tcp://192.168.1.38:44o3", "“44o3” is not a port"),
        ("tcp://192.168.1.38:４４０３", "is not a port"),
        ("tcp://192.168.1.338", "“192.168.1.338” is not an IPv4 address"),
        ("tcp://192.168.1", "is not an IPv4 address"),
        ("tcp://¹", "is not an IPv4 address"),
        ("tcp://[192.168.1.1]", "is not an IPv6 address"),
        ("tcp://[::g]:4403", "is not an IPv6 address"),
        ("tcp://[::1", "in brackets"),
        ("tcp://a:[1", "is not a port"),
        ("tcp://a]:1", "in brackets"),
        ("tcp://me@192.168.1.38", "a user name"),
        ("tcp://192.168.1.38/x", "a path"),
        ("tcp://192.168.1.38?x=1", "a query"),
        ("tcp://192.168.1.38#x", "a fragment"),
        ("tcp://a b", "a space"),
        ("tcp://a\x00b", "a control character"),
        ("tcp://-a.local", "is not a host name"),
        ("tcp://a..b", "is not a host name"),
        ("tcp://a$b", "is not a host name"),
        ("tcp://" + "a" * 64, "is not a host name"),
        ("tcp://" + "é" * 80, "is not a host name"),
        ("tcp://" + "abc." * 70 + "x", "is not a host name"),
    ],
)
def test_what_is_wrong_is_named(text, part):
    with pytest.raises(InvalidIdError) as caught:
        parse_target(text)
    sentence = str(caught.value)
    assert part in sentence
    assert "tcp://192.168.1.38" in caught.value.remedy
    assert len(sentence) < 300
    assert sentence.isprintable()


@given(st.text(max_size=80))
def test_any_text_is_a_target_or_a_clear_error(text):
    try:
        target = parse_target(text)
    except InvalidIdError:
        return
    assert 0 < target.port < 65536
    assert parse_target(str(target)) == target


def test_a_numeric_host_needs_no_lookup():
    assert Target(host="::1").is_numeric
    assert not Target(host="meshtastic.local").is_numeric
