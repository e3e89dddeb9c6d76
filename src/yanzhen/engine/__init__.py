"""Clauses × snapshot → findings, explained and exact, in two readings that agree.

`match` decides a city, `explain` tells why for one subject, `run_cases` runs a pack's own examples.
"""

from yanzhen.engine.cases import CaseResult, run_cases
from yanzhen.engine.explain import Explanation, explain
from yanzhen.engine.finding import Finding
from yanzhen.engine.result import Result
from yanzhen.engine.run import match

__all__ = ["CaseResult", "Explanation", "Finding", "Result", "explain", "match", "run_cases"]
