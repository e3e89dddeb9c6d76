"""Advice that is proved: the smallest step that qualifies, the award as a function of one fact, the facts that would decide.

`steps` and `amount_along` run the exact reading along one fact (`ray`); `missing` asks what a delivery would settle;
`city` does both for everybody. Nothing here decides anything: every step is recomputed by the exact reading before it is told.
"""
