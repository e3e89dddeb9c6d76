"""Texts of rules as they are kept: lines end one way, and each has a digest."""

from __future__ import annotations

import hashlib


def unix(text: str) -> str:
    """The text with line feeds only, and one at its end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    return lines + "\n" if lines else ""


def digest(text: str) -> str:
    """SHA-256 of a text, empty for none: what a draft remembers of the text it was begun on."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest() if text else ""


def starting(path: str) -> str:
    """What a new file begins with: the keys its kind cannot do without, values left to the officer."""
    folder = path.split("/")[-2] if "/" in path else ""
    if folder == "clauses":
        return (
            "clause: \ntitle: \ncite: {article: , quote: }\nfor: 企业\nnature: award\nwho:\n  - is: \n    id: \n"
            "pays: \ncap: {most: , per: 企业, in: policy}\nmatter: []\ndoubts:\n  - \n"
        )
    if folder == "cases":
        return "case: \nof: \nperiod: \non: \ngiven: {}\nexpect: {outcome: met, amount: }\n"
    return ""
