"""When the store's thread counts as hanging."""

from steadymesh.store.stint import Stint


def test_a_piece_of_work_hangs_from_its_limit_until_its_end():
    stint = Stint(5.0)
    assert not stint.is_too_long(100.0), "nothing has begun"
    stint.begin(100.0)
    assert not stint.is_too_long(104.9)
    assert stint.is_too_long(105.0)
    assert stint.end(106.0)
    assert not stint.is_too_long(200.0)


def test_each_piece_has_the_whole_time():
    stint = Stint(5.0)
    for begin in (0.0, 4.0, 8.0):
        stint.begin(begin)
        assert not stint.end(begin + 4.0)
