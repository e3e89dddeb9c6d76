"""Building grows with the facts, not with their square."""

from datetime import date
from time import perf_counter

import numpy as np
import polars as pl

from yanzhen.facts import Batch, build_snapshot

MARCH = date(2025, 3, 1)


class Many:
    """Firms over five years, each year twice (a correction), with patents."""

    def __init__(self, firms: int) -> None:
        random = np.random.default_rng(7)
        keys = [f"HY{at:08d}" for at in range(firms)]
        patents = firms * 2
        self._held = {"企业": [self._year(year, keys, random, month) for year in range(2020, 2025) for month in (3, 6)]}
        rows = {"主体": random.choice(keys, patents).tolist(), "专利号": [f"P{at}" for at in range(patents)]}
        self._held["专利"] = [self._batch("专利", "", rows, MARCH)]

    def _year(self, year, keys, random, month):
        cells = {name: random.integers(0, 10**12, len(keys)) for name in ("营业收入", "研发投入", "用地", "员工")}
        cells |= {"主体": keys, "县区": random.choice(["01", "西区"], len(keys)).tolist()}
        return self._batch("企业", str(year), cells, date(year + 1, month, 1))

    def _batch(self, register, period, cells, known):
        rows = pl.DataFrame(cells).with_columns(期间=pl.lit(period), 获知=pl.lit(known))
        return Batch(register, rows, frozenset({period}), frozenset(), known)

    def batches(self, register):
        return self._held.get(register, [])


def seconds(vocabulary, batches) -> float:
    times = []
    for _ in range(3):
        start = perf_counter()
        build_snapshot(batches, vocabulary)
        times.append(perf_counter() - start)
    return min(times)


def test_four_times_the_rows_take_at_most_eight_times_as_long(vocabulary):
    small, large = Many(5_000), Many(20_000)

    assert seconds(vocabulary, large) <= 8 * seconds(vocabulary, small)


def test_a_city_of_twenty_thousand_firms_is_built_in_about_a_second(vocabulary):
    many = Many(20_000)

    assert seconds(vocabulary, many) < 2
    assert build_snapshot(many, vocabulary).frame("企业").n == 20_000
