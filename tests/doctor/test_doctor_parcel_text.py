"""What is hidden in a report, and what is found in it: pure, and in every form."""

import base64
import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steadymesh.app.secretforms import digest_of, forms_of_bytes, forms_of_text
from steadymesh.config.secrets import Secret
from steadymesh.doctor.parcel.aliases import Aliases, Named
from steadymesh.doctor.parcel.guard import Digest, Guard, digests_of
from steadymesh.doctor.parcel.looks import hidden, without_places

SALT = bytes(range(16))
KEY = bytes(range(7, 39))
SECRET = 'hunt"er2/sé+cret'


def guard(*values, digests=(), ordinary=()):
    secrets = [Secret(name=f"secret.{number}", value=value, origin="") for number, value in enumerate(values)]
    return Guard(secrets=secrets, digests=digests, salt=SALT, ordinary=ordinary)


def digests(raw, name="radio.private_key"):
    return [
        Digest(name=name, length=len(form), digest=digest_of(form, SALT), is_spaced=" " in form)
        for form in forms_of_bytes(raw)
    ]


WRITTEN = {
    "as it is": SECRET,
    "json": json.dumps(SECRET),
    "json utf-8": json.dumps(SECRET, ensure_ascii=False),
    "url": f"https://host/?token={quote(SECRET, safe='')}",
    "python": repr(SECRET),
    "hex": SECRET.encode().hex(),
    "HEX": SECRET.encode().hex().upper(),
    "base64": base64.b64encode(SECRET.encode()).decode(),
    "basic": "Basic " + base64.b64encode(f"user:{SECRET}".encode()).decode(),
    "basic, elsewhere": "Basic " + base64.b64encode(f"users:{SECRET}:more".encode()).decode(),
    "base64url": base64.urlsafe_b64encode(f"me:{SECRET}".encode()).decode(),
    "within a word": f"xx{SECRET}yy",
    "upper case": SECRET.upper(),
}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_a_secret_of_the_configuration_is_found_and_hidden_in_every_form(written):
    text = f"before {written} after"
    assert guard(SECRET).found(text) == "secret.0"
    assert guard(SECRET).found(guard(SECRET).hidden(text)) == ""


@given(st.binary(min_size=8, max_size=40), st.binary(max_size=5), st.binary(max_size=5))
def test_base64_with_a_secret_in_it_is_always_known(secret, before, after):
    text = secret.hex()
    whole = base64.b64encode(before + text.encode() + after).decode()
    assert guard(text).found(whole)


def test_a_short_secret_counts_where_it_stands_alone():
    assert guard("4711").found("the pin is 4711.")
    assert not guard("4711").found("47110 and x4711y")
    assert not guard("ab").found("ab"), "so short, it is everywhere"


def test_an_ordinary_word_is_nobodys_secret():
    assert not guard("true", ordinary={"true"}).found('{"is_healthy": true}')


@pytest.mark.parametrize(
    "written",
    [
        base64.b64encode(KEY).decode(),
        base64.b64encode(KEY).decode().rstrip("="),
        base64.urlsafe_b64encode(KEY).decode(),
        KEY.hex(),
        KEY.hex().upper(),
        f"({base64.b64encode(KEY).decode()})",
        f"x{base64.b64encode(KEY).decode()}x",
        repr(KEY),
    ],
)
def test_a_secret_of_the_radio_is_found_by_its_digest(written):
    assert guard(digests=digests(KEY)).found(f"a {written} b") == "radio.private_key"
    assert guard(digests=digests(bytes(32))).found(f"a {written} b") == ""


def test_a_password_with_blanks_is_found_across_words():
    with_blanks = digests(b"my wifi pass phrase", name="radio.wifi_psk")
    assert guard(digests=with_blanks).found("it is my wifi pass phrase, really") == "radio.wifi_psk"


def test_what_a_process_of_another_version_tells_of_digests_is_read_as_far_as_it_goes():
    assert digests_of(None) == digests_of({}) == digests_of([1, {}, {"name": "x", "length": 0, "digest": "y"}]) == ()
    assert digests_of([{"name": "x", "length": 44, "digest": "y"}])[0].length == 44


# --- what looks like one ------------------------------------------------------------------------

LOOKS = {
    "base64": base64.b64encode(KEY).decode(),
    "unpadded": base64.b64encode(KEY).decode().rstrip("="),
    "base64url": base64.urlsafe_b64encode(bytes(range(200, 232))).decode(),
    "percent": quote(base64.b64encode(bytes(range(200, 232))).decode(), safe=""),
    "psk": base64.b64encode(KEY[:16]).decode(),
    "hex": KEY.hex(),
    "psk in hex": KEY[:16].hex(),
    "with colons": KEY.hex(":"),
    "with blanks": KEY[:16].hex(" "),
    "bytes": repr(KEY),
    "channel link": "https://meshtastic.org/e/#CgMSAQESDAgBOAFAA0gBUB5oAQ",
    "contact link": "https://meshtastic.org/v/#CgMSAQESDAgBOAFAA0gBUB5oAQ",
    "user in a URL": "ntfy://me:hunter2@ntfy.example/topic",
    "token": 'token = "tk_AgQdq7mVBoFD37z"',
    "json": '"api_key": "sk-12345678"',
    "header": "Authorization: Bearer abcdefgh1234",
    "our own token": "smw_Zm9vYmFyYmF6cXV4MDEyMzQ1",
    "psk by name": "wifi_psk=correct-horse",
}


@pytest.mark.parametrize("written", LOOKS.values(), ids=LOOKS)
def test_what_looks_like_a_key_or_a_password_is_hidden_without_being_known(written):
    text = hidden(f"before {written} after")
    assert written not in text
    for part in ("hunter2", "tk_Ag", "sk-1234", "abcdefgh1234", "correct-horse", "CgMSAQ"):
        assert part not in text
    assert text.startswith("before ")
    assert text.endswith(" after")


@pytest.mark.parametrize(
    "text",
    [
        "Public key sync scheduled in 15s... [pubkey-sync-scheduled]",
        "/opt/steadymesh/lib/python3.11/site-packages/steadymesh/app/house.py:123 run",
        "key 1f2e3d4c of !0badcafe, packet 1232957619",
        "the token: none of it matters; secret: true",
        "2026-11-27T09:55:03Z 127.0.0.1:42341",
        '"has_private_key": true, "private_key": null',
        "a-very-long-name-of-an-event-that-has-43-marks",
    ],
)
def test_what_is_ordinary_stays(text):
    assert hidden(text) == text


def test_places_are_blurred_and_other_numbers_stay():
    assert without_places("at 48.858370,2.294481 (-33.8567)") == "at (place),(place) ((place))"
    assert without_places("after 0.042 s, version 2.7.26.54 at 192.168.1.38") == "after 0.042 s, version 2.7.26.54 at 192.168.1.38"  # fmt: skip


# --- nodes --------------------------------------------------------------------------------------

NODES = (
    Named(num=0x0BADCAFE, names=("Château d'If", "CHIF")),
    Named(num=0x11223344, names=("link", "[a.b*c]")),
    Named(num=305419896, names=("x",)),
)


def aliases(**more):
    return Aliases(key=bytes(16), nodes=NODES, ordinary={"link"}, **more)


def test_a_node_has_one_other_name_throughout_and_another_in_the_next_report():
    once = aliases().renamed("!0badcafe 0x0BADCAFE Château d'If (CHIF)").split()
    alias = aliases().alias(0x0BADCAFE)
    assert once == [alias, alias, alias, f"({alias})"]
    assert Aliases(key=bytes(range(16))).alias(0x0BADCAFE) != alias


def test_a_number_that_nobody_knows_is_renamed_too():
    assert "deadbeef" not in aliases().renamed("!deadbeef")


def test_decimal_numbers_of_known_nodes_only():
    assert aliases().renamed("from 305419896") == f"from {aliases().alias(305419896)}"
    assert aliases().renamed("packet 1232957619") == "packet 1232957619"


def test_our_own_radio_is_called_so():
    assert aliases(own=0x0BADCAFE).renamed("CHIF asks") == "our-radio asks"


def test_a_node_that_is_called_as_our_own_words_are_changes_nothing():
    assert aliases().renamed("Link lost [link-lost]; x = 3") == "Link lost [link-lost]; x = 3"


def test_a_name_is_no_pattern_and_no_part_of_a_word():
    assert aliases().renamed("[a.b*c] aXbbc CHIFFRE") == f"{aliases().alias(0x11223344)} aXbbc CHIFFRE"


def test_the_fingerprint_of_a_key_is_renamed_and_a_version_is_not():
    text = aliases().renamed("(a6743ae5) 2.7.26.54e0d8d")
    assert "a6743ae5" not in text
    assert text.startswith("(key-")
    assert text.endswith(" 2.7.26.54e0d8d")


def test_the_forms_of_a_text_are_whole():
    assert SECRET in forms_of_text(SECRET)
