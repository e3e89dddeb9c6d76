"""Yanzhen runs a city's development plan: documents become data that a machine decides and a person can trace."""

__version__ = "0.1.0"
