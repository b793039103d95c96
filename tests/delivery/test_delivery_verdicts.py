import pytest

from delivery.delivery_kit import OWN, PEER, THIRD
from steadymesh.delivery.options import DeliveryOptions
from steadymesh.delivery.verdicts import Judgement, Word, error_in, is_refusal, judge, judge_res, res_reason
from steadymesh.ids import BROADCAST
from steadymesh.model import RoutingError

OPTIONS = DeliveryOptions()


def said(
    error=RoutingError.NONE,
    *,
    to=PEER,
    sender=PEER,
    before=0,
    last="",
    full=False,
    number=None,
    custody=False,
    second=False,
):
    return judge(
        to=to,
        sender=sender,
        own=sender == OWN,
        error=error,
        number=error.value if number is None else number,
        attempts_before=before,
        last_reason=last,
        had_second_chance=second,
        queue_was_full=full,
        has_custody=custody,
        options=OPTIONS,
    )


def status(res, *, to=PEER, before=0, custody=False):
    return judge_res(res, to=to, attempts_before=before, has_custody=custody, options=OPTIONS)


def test_none_from_the_recipient_is_its_acknowledgement():
    assert said().word is Word.ACKNOWLEDGED


def test_none_from_our_own_node_only_says_that_somebody_relayed_it():
    assert said(sender=OWN).word is Word.RELAYED


def test_none_from_a_third_party_says_nothing_of_a_direct_message():
    assert said(sender=THIRD).word is Word.NOTHING


@pytest.mark.parametrize("sender", [OWN, THIRD])
def test_none_on_a_channel_text_is_a_relay_whoever_says_so(sender):
    assert said(to=BROADCAST, sender=sender).word is Word.RELAYED


def test_a_text_that_has_had_its_second_chance_gets_no_other():
    assert said(RoutingError.PKI_UNKNOWN_PUBKEY).word is not Word.REFUSED
    assert said(RoutingError.PKI_UNKNOWN_PUBKEY, second=True).word is Word.REFUSED


def test_a_third_party_can_not_refuse_a_text():
    assert said(RoutingError.PKI_UNKNOWN_PUBKEY, sender=THIRD).word is Word.NOTHING


@pytest.mark.parametrize(
    "error",
    [
        RoutingError.NO_ROUTE,
        RoutingError.GOT_NAK,
        RoutingError.TIMEOUT,
        RoutingError.NO_INTERFACE,
        RoutingError.MAX_RETRANSMIT,
        RoutingError.NO_CHANNEL,
        RoutingError.TOO_LARGE,
        RoutingError.BAD_REQUEST,
        RoutingError.NOT_AUTHORIZED,
        RoutingError.PKI_FAILED,
        RoutingError.PKI_SEND_FAIL_PUBLIC_KEY,
    ],
)
def test_a_nak_that_would_come_again_ends_the_text_with_its_name(error):
    assert said(error, sender=OWN) == Judgement(word=Word.REFUSED, reason=error.name)


def test_a_nak_of_a_later_firmware_keeps_its_number():
    assert said(RoutingError.UNKNOWN, sender=OWN, number=77).reason == "UNKNOWN_77"


@pytest.mark.parametrize(("before", "pause_s"), [(0, 2.5), (1, 5.0), (2, 10.0), (5, 60.0)])
def test_a_rate_limited_text_is_tried_again_after_a_doubling_pause(before, pause_s):
    judgement = said(RoutingError.RATE_LIMIT_EXCEEDED, sender=OWN, before=before)
    assert judgement == Judgement(word=Word.AGAIN, reason="RATE_LIMIT_EXCEEDED", pause_s=pause_s)


def test_the_duty_cycle_is_waited_for_by_the_minute():
    judgement = said(RoutingError.DUTY_CYCLE_LIMIT, sender=OWN)
    assert judgement == Judgement(word=Word.AGAIN, reason="DUTY_CYCLE_LIMIT", pause_s=60.0)


def test_a_peer_without_our_key_gets_the_text_once_more_after_our_nodeinfo():
    first = said(RoutingError.PKI_UNKNOWN_PUBKEY)
    assert first == Judgement(word=Word.AGAIN, reason="PKI_UNKNOWN_PUBKEY", pause_s=15.0)
    second = said(RoutingError.PKI_UNKNOWN_PUBKEY, before=1, last="PKI_UNKNOWN_PUBKEY")
    assert second == Judgement(word=Word.REFUSED, reason="PKI_UNKNOWN_PUBKEY")


def test_silence_is_worth_another_attempt_only_where_the_queue_was_full():
    assert said(RoutingError.MAX_RETRANSMIT, sender=OWN, full=True).word is Word.AGAIN
    assert said(RoutingError.MAX_RETRANSMIT, sender=OWN, full=False).word is Word.REFUSED


def test_a_text_does_not_use_up_packet_ids_for_ever():
    assert said(RoutingError.RATE_LIMIT_EXCEEDED, sender=OWN, before=OPTIONS.attempts_max).word is Word.REFUSED
    assert status(32, before=OPTIONS.attempts_max).word is Word.REFUSED


@pytest.mark.parametrize(
    ("res", "reason"),
    [
        (32, "RES_32"),
        (33, "RES_33"),
        (34, "RES_34"),
        (7, "TOO_LARGE"),
        (39, "PKI_SEND_FAIL_PUBLIC_KEY"),
        (99, "UNKNOWN_99"),
    ],
)
def test_a_refusing_queue_status_has_a_word_in_its_own_code_space(res, reason):
    assert res_reason(res) == reason


@pytest.mark.parametrize(
    ("res", "word", "pause_s"),
    [
        (32, Word.AGAIN, 5.0),
        (34, Word.REFUSED, 0.0),
        (33, Word.REFUSED, 0.0),
        (38, Word.AGAIN, 2.5),
        (7, Word.REFUSED, 0.0),
    ],
)
def test_without_a_routing_verdict_the_queue_status_decides(res, word, pause_s):
    judgement = status(res)
    assert (judgement.word, judgement.pause_s) == (word, pause_s)


LACKS_KEY = [RoutingError.PKI_SEND_FAIL_PUBLIC_KEY, RoutingError.PKI_FAILED]


@pytest.mark.parametrize("error", LACKS_KEY)
def test_a_direct_message_that_our_radio_lacks_the_key_for_is_worth_an_attempt_when_somebody_brings_it(error):
    assert said(error, sender=OWN, custody=True) == Judgement(word=Word.KEY, reason=error.name)
    assert status(error.value, custody=True).word is (Word.KEY if error.value == 39 else Word.REFUSED)


@pytest.mark.parametrize("error", LACKS_KEY)
def test_only_our_own_radio_can_say_that_it_lacks_a_key_and_only_of_a_direct_message(error):
    assert said(error, sender=PEER, custody=True).word is Word.NOTHING
    assert said(error, to=BROADCAST, sender=OWN, custody=True).word is Word.REFUSED
    assert status(39, to=BROADCAST, custody=True).word is Word.REFUSED


@pytest.mark.parametrize(
    "error", ["RATE_LIMIT_EXCEEDED", "DUTY_CYCLE_LIMIT", "MAX_RETRANSMIT", "TOO_LARGE", "NO_INTERFACE"]
)
def test_nobody_else_can_make_us_repeat_a_text_by_what_only_our_own_radio_can_know(error):
    assert said(RoutingError[error], sender=PEER, full=True).word is Word.NOTHING


def test_a_queue_status_of_35_is_no_refusal():
    assert (is_refusal(35), is_refusal(39)) == (False, True)


def test_only_what_is_in_the_routing_errors_code_space_is_one():
    assert [error_in(res) for res in (32, 35, 39, 7)] == [None, None, 39, 7]
