"""How a pool gives, on random pools: never over it, never a fen lost, order obeyed, more money takes from nobody."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise

import pytest

from yanzhen.engine.payout.giving import Ask, Given, give_by_share, give_in_order, give_times, ranked
from yanzhen.engine.payout.splitting import filled_in_order, largest_remainder

SEEDS = range(150)


def world(seed: int) -> tuple[random.Random, list[Ask], list[bool]]:
    draw = random.Random(seed)
    keys = draw.randint(0, 2)
    asks = [
        Ask((f"甲{at:02d}",), draw.choice([0, 1, draw.randint(1, 9), draw.randint(1, 10**9)]),
            None if draw.random() < 0.15 else tuple(draw.randint(0, 3) for _ in range(keys)))
        for at in range(draw.randint(0, 9))
    ]  # fmt: skip
    draw.shuffle(asks)
    return draw, asks, [draw.random() < 0.5 for _ in range(keys)]


def by_id(given: list[Given]) -> dict[tuple[str, ...], Given]:
    return {one.ask.id: one for one in given}


@pytest.mark.parametrize("seed", SEEDS)
def test_in_order_nothing_is_over_the_pool_and_nothing_lost(seed):
    draw, asks, down = world(seed)
    money = draw.choice([0, 1, draw.randint(0, 30), draw.randint(0, 5 * 10**9)])
    given = give_in_order(money, asks, down)

    assert sorted(one.ask.id for one in given) == sorted(ask.id for ask in asks)
    assert all(0 <= one.given <= one.ask.fen and one.given + one.waiting == one.ask.fen for one in given)
    placed = sum(ask.fen for ask in asks if ask.rank is not None)
    assert sum(one.given for one in given) == min(money, placed)
    assert all(
        one.given == 0 and one.position is None and one.waits_as is None for one in given if one.ask.rank is None
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_in_order_nobody_is_given_before_all_ahead_have_theirs(seed):
    draw, asks, down = world(seed)
    given = [one for one in give_in_order(draw.randint(0, 10**9), asks, down) if one.position is not None]

    assert [one.position for one in given] == list(range(1, len(given) + 1))
    for ahead, behind in pairwise(given):
        keys = list(zip(ahead.ask.rank, behind.ask.rank, down, strict=True))
        first = next(((a, b, d) for a, b, d in keys if a != b), None)
        assert first is None or (first[0] > first[1]) == first[2]
        assert first is not None or ahead.ask.id < behind.ask.id
        assert not behind.given or not ahead.waiting
        assert ahead.tied or first is not None
    waits = [one.waits_as for one in given if one.waiting]
    assert waits == list(range(1, len(waits) + 1))
    assert all(one.waits_as is None for one in given if not one.waiting)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("give", [give_in_order, give_times])
def test_more_takes_from_nobody_and_rows_in_another_order_change_nothing(give, seed):
    draw, asks, down = world(seed)
    money = draw.randint(0, 12) if give is give_times else draw.randint(0, 2 * 10**9)
    once, more = by_id(give(money, asks, down)), by_id(give(money + draw.randint(1, 10**6), asks, down))

    assert all(more[id].given >= one.given for id, one in once.items())
    assert give(money, asks[::-1], down) == give(money, asks, down)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_counted_pool_gives_to_so_many_in_full_and_to_no_other(seed):
    draw, asks, down = world(seed)
    times = draw.randint(0, 10)
    given = give_times(times, asks, down)

    assert [one.ask for one in given if one.position is not None] == ranked(asks, down)
    for one in given:
        inside = one.position is not None and one.position <= times
        assert one.given == (one.ask.fen if inside else 0)


@pytest.mark.parametrize("seed", SEEDS)
def test_by_share_everybody_in_full_or_all_of_the_money_and_nobody_over_what_was_asked(seed):
    draw, asks, _ = world(seed)
    total = sum(ask.fen for ask in asks)
    money = draw.choice([0, 1, total, max(0, total - 1), draw.randint(0, total + 1)])
    given = give_by_share(money, asks)

    assert sum(one.given for one in given) == min(money, total)
    assert all(0 <= one.given <= one.ask.fen for one in given)
    assert give_by_share(money, asks[::-1]) == given
    if money < total:
        assert all(abs(Fraction(money * one.ask.fen, total) - one.given) < 1 for one in given)


def every_split(total: int, parts: int):
    """All ways to write `total` as so many parts."""
    if parts == 1:
        yield (total,)
        return
    for head in range(total + 1):
        for rest in every_split(total - head, parts - 1):
            yield (head, *rest)


@pytest.mark.parametrize("seed", range(120))
def test_largest_remainder_is_the_split_closest_to_the_quotas_of_all_there_are(seed):
    draw = random.Random(seed)
    weights = [
        draw.choice([Fraction(0), Fraction(draw.randint(1, 9)), Fraction(1, draw.randint(2, 7))])
        for _ in range(draw.randint(1, 4))
    ]
    total = draw.randint(0, 9)
    whole = sum(weights)
    found = largest_remainder(total, weights)
    if not whole:
        assert found == [0] * len(weights)
        return

    def apart(split):
        return sum((Fraction(part) - total * weight / whole) ** 2 for part, weight in zip(split, weights, strict=True))

    best = min(apart(split) for split in every_split(total, len(weights)))
    closest = [split for split in every_split(total, len(weights)) if apart(split) == best]
    assert sum(found) == total
    assert tuple(found) == max(closest), "of equally close splits the one that favours the earlier"


def test_of_equal_remainders_the_earlier_part_has_the_fen():
    assert largest_remainder(100, [1, 1, 1]) == [34, 33, 33]
    assert largest_remainder(200, [1, 1, 1]) == [67, 67, 66]
    assert largest_remainder(1, [0, 1, 1]) == [0, 1, 0]


def test_a_sum_is_poured_in_from_the_first():
    assert filled_in_order(7, [3, 3, 3]) == [3, 3, 1]
    assert filled_in_order(99, [3, 3]) == [3, 3]
    assert filled_in_order(0, []) == []


def test_only_those_beside_an_equal_are_tied():
    asks = [Ask(("a",), 5, (1,)), Ask(("b",), 5, (2,)), Ask(("c",), 5, (2,)), Ask(("d",), 5, (3,))]

    assert [one.tied for one in give_in_order(0, asks, [False])] == [False, True, True, False]
    assert [one.ask.id for one in give_in_order(0, asks, [True])] == [("d",), ("b",), ("c",), ("a",)]
