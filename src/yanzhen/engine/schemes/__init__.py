"""Schemes × snapshot → scores, ranks and classes, exact, with everything behind each of them."""
