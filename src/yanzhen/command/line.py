"""The command line: its verbs, and how a failure is told: what, where, why, what to do; never a traceback."""

from __future__ import annotations

import sys

import typer

from yanzhen.command import (
    accept,
    advise,
    check,
    compare,
    draft,
    evaluate,
    explain,
    intake,
    match,
    pools,
    read,
    records,
    replay,
    sample,
    score,
    site,
    template,
    test,
    voucher,
)
from yanzhen.errors import CommandError, YanzhenError

FINDINGS, REFUSED = 1, 2
"""Exit codes beside 0: the check or the cases found something; the call or its input cannot be followed.

`intake` has 3, `replay` 4 (erased), `compare` 5 (held by the band).
"""

app = typer.Typer(
    name="yanzhen",
    help=(
        "雁阵 Yanzhen：政策条款写成数据，逐户判定谁符合、差什么、缺什么，每个结论都带依据。\n\n"
        "A city's policy clauses as data: who meets them, who is one step short, which facts are missing, and the article "
        "behind each answer."
    ),
    epilog="先试 Start with:  yanzhen check packs/cn  ·  每个命令 each command:  yanzhen match --help",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)

VERBS = (
    check.check,
    test.test,
    template.template,
    intake.intake,
    sample.sample,
    match.match,
    score.score,
    pools.pools,
    explain.explain,
    advise.advise,
    compare.compare,
    replay.replay,
    records.withdraw,
    records.erase,
    evaluate.evaluate,
    read.read,
    site.serve,
    accept.accept,
    draft.draft,
)

app.add_typer(voucher.app, name="voucher")
app.add_typer(site.site, name="site")
app.add_typer(site.journal, name="journal")

for verb in VERBS:
    app.command(epilog=sys.modules[verb.__module__].EXAMPLES)(verb)


def main() -> None:
    """Run the command with the process's arguments; exits 0, 1 (findings), 2 (refused), or a code of the verb's own."""
    try:
        app()
    except YanzhenError as error:
        refuse(str(error))
    except KeyboardInterrupt:
        refuse("已中断，没有写下半成品。Interrupted; nothing was written by halves.")
    except OSError as error:
        what = f"文件读写失败：{error.strerror or error}" + (f"：{error.filename}" if error.filename else "")
        refuse(str(CommandError(what, code="YZ-C07", hint="查看路径、权限和磁盘空间")))


def refuse(text: str, code: int = REFUSED) -> None:
    """Tell the reason on the error stream and end with the code."""
    sys.stderr.write(text.rstrip("\n") + "\n")
    raise SystemExit(code)
