"""Write the reference pages from what the program says of itself: `make docs`. A test compares the pages with it.

Error codes are read from the source where they are raised, so the page shows the very sentences a person sees; `…` stands for
what is filled in.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
SOURCE = HERE.parents[1] / "src" / "yanzhen"

ERROR = re.compile(r"YZ-[A-Z]?\d\d+\Z")
SHORT = re.compile(r"[A-Z]\d\d\Z")
"""An error of the language as its room writes it, without `YZ-`."""
FAMILIES = {
    "YZ-0": "其他 Anything else",
    "YZ-C": "命令 How the command was called",
    "YZ-E": "判定 A run",
    "YZ-F": "数据 Facts",
    "YZ-L": "表达式 Expressions",
    "YZ-P": "地方包 Packs",
    "YZ-R": "读文件 Reading documents",
    "YZ-S": "站点 The site",
    "YZ-T": "期间 Periods",
    "YZ-U": "计量单位 Units",
    "YZ-V": "凭证 Vouchers",
}
GENERATED = "<!-- written by docs/reference/generate.py: change the program, then run `make docs` -->\n"


def errors() -> str:
    """Every error code with the sentences it comes with."""
    lines = [GENERATED, "# 错误代码 Error codes\n"]
    lines.append("每条错误都说：什么、在哪里、为什么、怎么办。Each error says what, where, why, and what to do.\n")
    family = ""
    said = _sentences(ERROR)
    for code, sentences in _sentences(SHORT, "language").items():
        said.setdefault(f"YZ-{code}", []).extend(sentences)
    for code, sentences in sorted(said.items()):
        if FAMILIES[code[:4]] != family:
            family = FAMILIES[code[:4]]
            lines.append(f"## {family}\n")
        lines.append(f"### {code}\n\n" + "".join(f"- {sentence}\n" for sentence in sentences))
    return "\n".join(lines)


def checks() -> str:
    """Every check of `yanzhen check`: its id, its level, what it finds."""
    from yanzhen.pack.checks import CHECKS

    lines = [GENERATED, "# 检查 Checks of `yanzhen check`\n"]
    lines.append("E 必须改 must be mended · W 请确认 please confirm · I 供参考 for information.\n")
    lines.append(
        "W 看过并认可的，在条款或政策的 ticks 里写 id 和 reason。A W looked at and meant is ticked beside the clause.\n"
    )
    lines += ["| 编号 id | 级别 level | 发现 finds | 怎么办 what to do |", "|---|---|---|---|"]
    lines += [f"| {check.id} | {check.level} | {check.sentence} | {check.hint} |" for check in CHECKS]
    return "\n".join(lines) + "\n"


def pack_keys() -> str:
    """Every key of every shape of a pack: what stands behind it, its default, what it says."""
    from yanzhen.pack.keys import EVERY_SHAPE, SHAPE_TITLES, keys_of

    lines = [GENERATED, "# 地方包的键 Keys of packs\n"]
    lines.append(
        "\\* 必填 required。写法见 [pack-format](../pack-format.md)，编辑器补全见 [schema](../schema/README.md)。\n"
    )
    lines.append("每处都可以写 in every map:\n")
    lines += [f"- `{name}`：{sentence}" for name, sentence in EVERY_SHAPE.items()]
    for shape, title in SHAPE_TITLES.items():
        lines += [f"\n## {title}\n", "| 键 key | 值 value | 默认 default | 意思 says |", "|---|---|---|---|"]
        for key in keys_of(shape):
            if key.name not in EVERY_SHAPE or key.required or shape == "cite":
                star = "\\*" if key.required else ""
                lines.append(f"| `{key.name}`{star} | {_value_words(key.kind)} | {key.default} | {key.sentence} |")
    return "\n".join(lines) + "\n"


def _value_words(kind: str) -> str:
    """What stands behind a key, in words."""
    words = {
        "text": "文字",
        "texts": "文字或一列文字",
        "yes": "是、否",
        "day": "日期或 未载明",
        "names": "名称: 文字",
        "unit": "计量单位",
        "value": "式子或表",
        "rows": "界限: 值",
        "pair": "[低, 高]",
        "conditions": "一列条件",
        "condition": "条件",
        "amount": "式子、表、范围或几行",
        "given": "栏目: 值",
        "cells": "台账: 一列行",
        "hints": "提示",
        "later": "后续版本",
    }
    if "|" in kind:
        return " ".join(f"`{word}`" for word in kind.split("|"))
    if kind.endswith("[]"):
        return f"{kind[:-2]}，可以是一列"
    return f"名称: {kind[:-2]}" if kind.endswith("{}") else words.get(kind, kind)


def schemas() -> dict[str, str]:
    """File name → the JSON Schema of one document of such a file."""
    from yanzhen.pack.schema import FILES, schema_of

    return {f"{name}.json": json.dumps(schema_of(name), ensure_ascii=False, indent=2) + "\n" for name in FILES}


def functions() -> str:
    """Every function a pack may call: arguments, meaning, what it answers when a fact is missing, an example."""
    from yanzhen.language.functions import PACK_FUNCTIONS

    words = {
        "value": "值",
        "number": "数",
        "truth": "条件",
        "date": "日期",
        "count": "整数",
        "span": "时长",
        "rows": "各行",
        "name": "名称",
    }
    lines = [GENERATED, "# 函数 Functions of packs\n"]
    lines.append(
        "“？”可以不写 may be left out · “…”可以重复 may repeat。`yanzhen evaluate` 另有 FEEL 标准的全部函数。\n"
    )
    lines += ["| 函数 function | 意思，以及缺数据时的回答 meaning | 例 example |", "|---|---|---|"]
    for function in PACK_FUNCTIONS.values():
        takes = [
            words[kind.rstrip("?*")] + ("？" if kind.endswith("?") else "…" if kind.endswith("*") else "")
            for kind in function.takes
        ]
        lines.append(f"| {function.name}({', '.join(takes)}) | {function.sentence} | `{function.example}` |")
    return "\n".join(lines) + "\n"


def units() -> str:
    """Every unit, what it is of the canonical one, by kind."""
    from yanzhen.units import TABLE, UNSETTLED

    lines = [GENERATED, "# 计量单位 Units\n"]
    lines.append("值一律以本类的基准单位精确保存。Values are kept exactly, in the first unit of their kind.\n")
    lines += ["| 单位 unit | 等于 is |", "|---|---|"]
    lines += [f"| {name} | {factor} {atom if atom != '%' else '1'} |" for name, (factor, atom) in TABLE.items()]
    lines.append("\n复合单位写作 `万元/亩`、`元/平方米·月`：斜线之后都是分母。Compound: all after the slash divides.\n")
    lines.append(
        "金额可带价格年份：`万元(2020年价)` 自成一类，`万元(现价)` 即 `万元`。Money of a price year is a kind of its own.\n"
    )
    for name, kinds in UNSETTLED.items():
        lines.append(f"`{name}` 须写明是 `{'` 还是 `'.join(kinds)}`。One says which of the two is meant.\n")
    return "\n".join(lines)


def commands() -> str:
    """Every verb with its arguments and an example."""
    from typer.main import get_command

    from yanzhen.command import app

    lines = [GENERATED, "# 命令 Commands\n"]
    lines.append(
        "退出码 exit codes: 0 好 fine · 1 检查或案例有发现、重做不同、凭证无效 findings · 2 用法或输入不对 refused · "
        "3 有的格子没收 cells refused (intake) · 4 数据已依法删除 erased (replay) · 5 超出合理区间 held (compare)\n"
    )
    for name, verb in verbs(get_command(app)):
        lines += [f"## yanzhen {name}\n", _tidy(verb.help), "", "| | | |", "|---|---|---|"]
        for option in verb.params:
            needed = "必填 required" if option.required else ""
            lines.append(f"| `{' '.join([option.opts[0], option.metavar or '']).strip()}` | {needed} | {option.help} |")
        lines += ["", *(f"    {line.strip()}" for line in verb.epilog.split("\n\n")), ""]
    return "\n".join(lines)


def verbs(group: object, before: str = "") -> Iterator[tuple[str, object]]:
    """(name, verb) of every verb, those of a group by the group's name and their own."""
    for name, verb in group.commands.items():
        if hasattr(verb, "commands"):
            yield from verbs(verb, f"{before}{name} ")
        else:
            yield f"{before}{name}", verb


def settings() -> str:
    """Every setting of the site with its default."""
    from yanzhen.web.options import FILE, PREFIX, Options

    lines = [GENERATED, "# 站点设置 Settings of the site\n"]
    lines.append(
        f"写成环境变量，或写进数据文件夹的 `{FILE}`，一行一个。As environment variables, or lines of that file.\n"
    )
    lines += ["| 设置 setting | 默认 default | 意思 says |", "|---|---|---|"]
    for name, told in Options.model_fields.items():
        default = "`node_modules`" if name == "scripts" else f"`{told.default}`" if told.default != "" else ""
        lines.append(f"| `{PREFIX}{name.upper()}` | {default} | {told.description} |")
    return "\n".join(lines) + "\n"


def _tidy(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())


def _sentences(pattern: re.Pattern[str], room: str = "") -> dict[str, list[str]]:
    """Code → what is said with it, in the order of the source, each once."""
    found: dict[str, dict[str, None]] = {}
    for path in sorted((SOURCE / room).rglob("*.py")):
        for code, sentence in _said(ast.parse(path.read_text("utf-8")), pattern):
            found.setdefault(code, {})[sentence] = None
    return {code: [sentence for sentence in sentences if sentence] for code, sentences in found.items()}


def _said(tree: ast.Module, pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """(code, sentence) wherever a code is given to a call, set on a class or explained in a table."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            given = [*node.args, *(word.value for word in node.keywords)]
            codes = [_text(value) for value in given if pattern.match(_text(value))]
            texts = [text for value in given if (text := _text(value)) and not pattern.match(text)]
            for code in codes:
                yield code, " → ".join(texts[:2])
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if key is not None and pattern.match(_text(key)):
                    yield _text(key), _text(value)
        elif isinstance(node, ast.ClassDef):
            for line in node.body:
                if isinstance(line, ast.Assign) and pattern.match(_text(line.value)):
                    yield _text(line.value), (ast.get_docstring(node) or "").partition("\n")[0]


def _text(node: ast.expr) -> str:
    """The text of a literal, also one marked for translation; `…` where something is filled in; empty for anything else."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return re.sub(r"%\(\w+\)s", "…", _text(node.left))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_" and node.args:
        return _text(node.args[0])
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) if isinstance(part, ast.Constant) else "…" for part in node.values)
    return ""


PAGES: dict[str, Callable[[], str]] = {
    "checks.md": checks,
    "commands.md": commands,
    "errors.md": errors,
    "functions.md": functions,
    "pack-keys.md": pack_keys,
    "settings.md": settings,
    "units.md": units,
}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), encoding="utf-8")
    for name, text in schemas().items():
        (HERE.parent / "schema" / name).write_text(text, encoding="utf-8")
