"""Where a rule comes from: what a citation leaves out is the policy's own; a source outside it says title, issuer, date."""

from __future__ import annotations

from yanzhen.pack.citation import Cite
from yanzhen.pack.problems import Problems
from yanzhen.pack.text import Entry

LONGEST_QUOTE = 40


def cite_of(keys: dict[str, Entry], under: Cite, problems: Problems) -> Cite:
    """The citation written in a map, filled from the one it stands under; that one itself when none is written."""
    if "cite" not in keys or not isinstance(keys["cite"].value, dict):
        return under
    written = {name: entry.text for name, entry in keys["cite"].map.items()}
    quote, restated = written.get("quote", ""), written.get("restated") == "是"
    if len(quote) > LONGEST_QUOTE:
        problems.add(
            "P05",
            keys["cite"].map["quote"].place,
            f"quote 有 {len(quote)} 字，最多 {LONGEST_QUOTE} 字",
            "只引关键的半句",
        )
    outside = any(name in written and written[name] != getattr(under, name) for name in ("title", "doc"))
    if outside:
        lacking = [name for name in ("title", "issuer", "date") if not written.get(name)]
        if lacking:
            what = f"引用别的文件要写全，缺 {'、'.join(lacking)}"
            problems.add("P05", keys["cite"].place, what, "来源没有写的，写 未载明")
    base = Cite() if outside else under
    return Cite(
        title=written.get("title", base.title),
        issuer=written.get("issuer", base.issuer),
        doc=written.get("doc", base.doc),
        date=written.get("date", base.date),
        article=written.get("article", base.article),
        quote=quote,
        restated=restated,
    )


def require_cite(entry: Entry, what: str, problems: Problems) -> None:
    """A problem is recorded when the element has no citation, or one that neither quotes nor says it restates."""
    if "cite" not in entry.map:
        problems.add(
            "P05", entry.place, f"{what}没有 cite", "补上 cite: {article: …, quote: …}；未见原文的写 restated: 是"
        )
        return
    cite = entry.map["cite"]
    misspelt = any("：" in name for name in cite.map)
    if isinstance(cite.value, dict) and not misspelt and not {"quote", "restated"} & cite.map.keys():
        problems.add("P05", cite.place, f"{what}的 cite 既无 quote 也无 restated", "引一句原文，或写 restated: 是")
