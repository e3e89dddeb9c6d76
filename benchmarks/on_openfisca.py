"""The same work as OpenFisca-Core variables, in its ordinary two-valued encoding and made to give three values.

Missing is NaN (codes and yes/no: −1), so that a comparison with it is false: the encoding in which two values are right about
who is met. Values lie below 2^24 units and are exact in its 32-bit floats.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks import workload as work
from benchmarks.answers import MET, UNKNOWN, Answer

Firm = build_entity(key="firm", plural="firms", label="an enterprise", is_person=True)


def sure(firm, period, test: work.Test) -> np.ndarray:
    """Where the condition surely holds."""
    match test.kind, test.args:
        case "least", (column, units):
            return firm(column, period) >= units
        case "below", (column, units):
            return firm(column, period) < units
        case "growth", (column, percent):
            return firm(column, period) * 10 >= firm(work.lag(column), period) / 10 * (100 + percent)
        case "share", (column, of, percent):
            return firm(column, period) * 10 >= firm(of, period) / 10 * percent
        case "yes", (column,):
            return firm(column, period) == 1
        case "no", (column,):
            return firm(column, period) == 0
        case "code", (column, some):
            return np.isin(firm(column, period), some)
        case "before", (column, years):
            return firm(column, period) < work.last_day(years)
        case "holds", (which,):
            return firm(work.held(which), period) == 1
        case "either", (one, other):
            return sure(firm, period, one) | sure(firm, period, other)
    raise ValueError(test.kind)


def maybe(firm, period, test: work.Test) -> np.ndarray:
    """Where the condition holds or is unknown."""
    match test.kind, test.args:
        case "growth", (column, _):
            lost = np.isnan(firm(column, period)) | np.isnan(firm(work.lag(column), period))
        case "share", (column, of, _):
            lost = np.isnan(firm(column, period)) | np.isnan(firm(of, period))
        case "either", (one, other):
            return maybe(firm, period, one) | maybe(firm, period, other)
        case "holds", _:
            return sure(firm, period, test)
        case "yes" | "no" | "code", (column, *_):
            lost = firm(column, period) < 0
        case _, (column, *_):
            lost = np.isnan(firm(column, period))
    return sure(firm, period, test) | lost


def amount(firm, period, given: work.Amount) -> np.ndarray:
    """The amount in units, NaN where a fact is missing."""
    match given.kind, given.args:
        case "share", (column, percent, most):
            return np.minimum(firm(column, period) * percent / 100, most)
        case "steps", (column, steps):
            base = firm(column, period)
            found = np.select(
                [base >= start for start, _ in reversed(steps)], [units for _, units in reversed(steps)], 0.0
            )
            return np.where(np.isnan(base), np.nan, found)
    return np.full(firm.count, float(given.args[0]))


def _variable(name: str, kind: type, formula=None) -> type[Variable]:
    parts = {"value_type": kind, "entity": Firm, "definition_period": DateUnit.YEAR, "label": name}
    return type(name, (Variable,), parts if formula is None else {**parts, "formula": formula})


class OpenFisca:
    """A tax and benefit system with one variable for each answer, and a simulation of the city."""

    def __init__(self, table: pl.DataFrame, clauses: list[work.Clause], *, three_valued: bool) -> None:
        self.clauses, self.three_valued, self.period = clauses, three_valued, str(work.YEAR)
        self.system = TaxBenefitSystem([Firm])
        self.inputs: dict[str, np.ndarray] = {}
        for name in table.columns[1:]:
            series = table[name]
            whole = series.dtype in (pl.Boolean(), pl.Int8())
            self.inputs[name] = (
                series.cast(pl.Int32).fill_null(-1).to_numpy()
                if whole
                else series.cast(pl.Float32).fill_null(float("nan")).to_numpy()
            )
            self.system.add_variable(_variable(name, int if whole else float))
        for clause in clauses:
            for variable in self._variables(clause):
                self.system.add_variable(variable)
        self.count = table.height

    def _variables(self, clause: work.Clause) -> list[type[Variable]]:
        def eligible(firm, period):
            found = sure(firm, period, clause.tests[0])
            for test in clause.tests[1:]:
                found = found & sure(firm, period, test)
            return found

        def possible(firm, period):
            found = maybe(firm, period, clause.tests[0])
            for test in clause.tests[1:]:
                found = found & maybe(firm, period, test)
            return found

        def near(firm, period):
            failed = np.zeros(firm.count, dtype=np.int8)
            open_tests, place = np.zeros(firm.count, dtype=bool), np.zeros(firm.count, dtype=np.int8)
            for at, test in enumerate(clause.tests):
                holds, could = sure(firm, period, test), maybe(firm, period, test)
                failed += ~could
                place += ~could * np.int8(at)
                open_tests |= could & ~holds
            return np.where((failed == 1) & ~open_tests, place, -1)

        def money(firm, period):
            return np.where(firm(f"{clause.name}_sure", period), amount(firm, period, clause.amount), np.nan)

        found = [_variable(f"{clause.name}_sure", bool, eligible), _variable(f"{clause.name}_amount", float, money)]
        if self.three_valued:
            found += [_variable(f"{clause.name}_maybe", bool, possible), _variable(f"{clause.name}_near", int, near)]
        return found

    def decide(self) -> Simulation:
        """Every answer calculated; setting the inputs is part of it, and cheap."""
        simulation = SimulationBuilder().build_default_simulation(self.system, self.count)
        for name, values in self.inputs.items():
            simulation.set_input(name, self.period, values)
        kinds = ("sure", "amount", "maybe", "near") if self.three_valued else ("sure", "amount")
        for clause in self.clauses:
            for kind in kinds:
                simulation.calculate(f"{clause.name}_{kind}", self.period)
        return simulation

    def answer(self, result: Simulation, at: int) -> Answer:
        """The answer for clause number `at`."""
        name = self.clauses[at].name

        def of(kind: str) -> np.ndarray:
            return result.calculate(f"{name}_{kind}", self.period)

        met = of("sure")
        status = np.where(met, MET, np.where(of("maybe"), UNKNOWN, 0) if self.three_valued else 0)
        given = np.where(np.isnan(of("amount")), -1, np.round(np.nan_to_num(of("amount"))))
        return Answer(status, of("near") if self.three_valued else None, given.astype(np.int64))
