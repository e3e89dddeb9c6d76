"""Clauses × snapshot → findings, explained and exact, in two readings that agree."""
