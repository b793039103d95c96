"""What becomes of a changed key: each reason to be cautious, and how they stand to each other."""

from datetime import timedelta

import pytest

from bookkit import A, at, bound, days, drawn, key
from steadymesh.keys.book.policy import NOTHING_KNOWN, ChangePolicy, Circumstances, is_own_number, number_of_key
from steadymesh.keys.options import OnChange
from steadymesh.model import HoldReason, Trust

NOW = days(100)


def weighed(policy=None, *, before=None, trust=Trust.SEEN, **known):
    seen = bound(A, 2, last=(NOW - at(0)) / timedelta(minutes=1), trust=trust)
    return (policy or ChangePolicy()).weigh(before or bound(A, 1), seen, Circumstances(**known))


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        ({}, None),
        ({"is_admin": True}, HoldReason.ADMIN),
        ({"is_user_favorite": True}, HoldReason.FAVORITE),
        ({"last_dm": NOW - timedelta(hours=24)}, None),
        ({"last_dm": NOW - timedelta(hours=23, minutes=59)}, HoldReason.RECENT_DM),
        ({"last_dm": NOW + timedelta(hours=5)}, HoldReason.RECENT_DM),
        ({"was_current_until": NOW - timedelta(days=7)}, None),
        ({"was_current_until": NOW - timedelta(days=6, hours=23)}, HoldReason.ALTERNATING),
        ({"accepted_today": 2}, None),
        ({"accepted_today": 3}, HoldReason.TOO_MANY),
        ({"accepted_today": 9, "was_current_until": NOW, "last_dm": NOW}, HoldReason.RECENT_DM),
        ({"is_user_favorite": True, "is_admin": True}, HoldReason.ADMIN),
    ],
)
def test_cautious(known, reason):
    assert weighed(**known) is reason


def test_cautious_about_a_verified_key_before_all():
    assert weighed(before=bound(A, 1, trust=Trust.VERIFIED), is_admin=True) is HoldReason.VERIFIED


def test_cautious_about_a_number_that_was_drawn_from_the_key():
    assert weighed(before=bound(drawn(1), 1)) is HoldReason.OWN_NUMBER


def test_an_admins_key_of_the_configuration_is_one():
    policy = ChangePolicy(admins=[key(1)])
    assert weighed(policy) is HoldReason.ADMIN
    assert policy.is_admins(key(1).raw)
    assert not policy.is_admins(key(2).raw)


@pytest.mark.parametrize(("on_change", "reason"), [(OnChange.ACCEPT, None), (OnChange.HOLD, HoldReason.POLICY)])
def test_the_operators_wish_is_above_all_circumstances(on_change, reason):
    policy = ChangePolicy(on_change=on_change)
    assert weighed(policy) is reason
    assert weighed(policy, before=bound(A, 1, trust=Trust.VERIFIED), is_admin=True) is reason
    assert policy.replaces_all is (on_change is OnChange.ACCEPT)


@pytest.mark.parametrize("on_change", list(OnChange))
def test_a_revoked_key_is_never_taken(on_change):
    assert weighed(ChangePolicy(on_change=on_change), trust=Trust.REVOKED) is HoldReason.REVOKED


def test_pinned_is_what_a_person_has_verified_and_an_admins():
    asked = []

    def circumstances(node, public_key):
        asked.append((node, public_key))
        return Circumstances(is_admin=public_key == key(3))

    policy = ChangePolicy(admins=[key(2)], circumstances=circumstances)
    assert policy.pin(bound(A, 1)) is None
    assert policy.pin(bound(A, 1, trust=Trust.VERIFIED)) is HoldReason.VERIFIED
    assert policy.pin(bound(A, 2)) is HoldReason.ADMIN
    assert policy.pin(bound(A, 3)) is HoldReason.ADMIN
    assert asked == [(A, key(1)), (A, key(3))]


def test_without_anybody_to_ask_nothing_is_known():
    assert ChangePolicy().about(A, key(1)) is NOTHING_KNOWN


def test_number_of_a_key_is_its_crc32():
    assert number_of_key(b"123456789") == 0xCBF43926  # the check value of CRC-32/ISO-HDLC
    assert is_own_number(drawn(1), key(1).raw)
    assert not is_own_number(A, key(1).raw)
