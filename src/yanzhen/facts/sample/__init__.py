"""A synthetic city, seeded, to try rules on: registers and hints become deliveries that say they are invented.

Driven by data only: a vocabulary, the hints of a pack, and the thresholds that its rules turn on. Knows no rules.

A hint document is about one register (all keys may be left out):

    rows         how many an owner has (1, 0.4, or {mean, most, and a condition on the owner}); how many in all, where
                 rows belong to nobody; 0 delivers the register empty
    columns      a map of column to hint
    missing      list of {condition, chance}: the first that fits says how often a department misses a row
    thresholds   share of cells set on a threshold, one step below or above it (2%)
    undelivered  list of {column, year} or {part}, or 是 for the whole register

A condition is any of `when: column >= 20 万元 [and …]`, `if: column`, `not: column`, `in: {column: node}`; a child
register may read `OWNER.column`. Every column's hint takes a condition, `chance` and its own `missing`, and

    number   median, spread, growth, swing | follows with ratio or per | from, to | value | values; losses, least, most,
             at (exact ratios to what it follows), else (the value where the hint does not hold), sticky
    yes/no   else (the chance where the condition does not hold), sticky (chance to stay the same next year)
    date     from, to, back | after with by; recent (share within the sample's years for the date of founding, within
             the last of them for others)
    code     weights | follows with map | value; sticky
    text     values | value | prefix | year_of with back; sticky
"""

from yanzhen.facts.sample.city import LABEL, Summary, write_sample
from yanzhen.facts.sample.scalars import HintError

__all__ = ["LABEL", "HintError", "Summary", "write_sample"]
