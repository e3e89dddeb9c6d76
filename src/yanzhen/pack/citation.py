"""Where a rule, a figure or a promise comes from, as a frozen value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cite:
    """Where a rule comes from. Empty text means the source does not say; `restated` means the text itself was not read."""

    title: str = ""
    issuer: str = ""
    doc: str = ""
    date: str = ""
    article: str = ""
    quote: str = ""
    restated: bool = False

    def __str__(self) -> str:
        article = (
            "" if self.article in ("", "未载明") else f"第{self.article}条" if len(self.article) <= 3 else self.article
        )
        parts = [f"《{self.title}》" if self.title else "", self.doc, self.issuer, self.date, article]
        told = " ".join(part for part in parts if part and part != "未载明")
        return told + ("（转述，未见原文）" if self.restated else "")
