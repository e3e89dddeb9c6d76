"""`yanzhen serve`, `yanzhen site …`, `yanzhen journal …`: running the site and looking after it. Django is imported only here, inside."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yanzhen.errors import CommandError

if TYPE_CHECKING:
    from types import ModuleType

EXAMPLES = "例 Example:  yanzhen serve --data site --pack packs/template --port 8000"
ADMIN_EXAMPLES = "例 Example:  yanzhen site create-admin wang --role system_admin --data site"
UNITS_EXAMPLES = "例 Example:  yanzhen site units --data site --pack packs/template"
SEED_EXAMPLES = "例 Example:  YANZHEN_DEMO=true yanzhen site seed --data demo/site --pack packs/template"
VERIFY_EXAMPLES = "例 Example:  yanzhen journal verify --data site"
ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")

Data = Annotated[
    str, typer.Option("--data", metavar="DIR", help="数据文件夹 folder of the site; default: YANZHEN_DATA or site")
]
PackOf = Annotated[str, typer.Option("--pack", metavar="DIR", help="地方包 pack of the city; default: YANZHEN_PACK")]

site = typer.Typer(
    help="照管站点 Look after the site: units, first administrators, demonstration.", no_args_is_help=True
)
journal = typer.Typer(help="日志 The journal: whether the chain holds.", no_args_is_help=True)


def serve(
    port: Annotated[int, typer.Option("--port", metavar="P", min=1, max=65535, help="端口 port")] = 8000,
    host: Annotated[
        str, typer.Option("--host", metavar="H", help="监听地址，默认只有本机 address; default: this machine only")
    ] = "127.0.0.1",
    workers: Annotated[int, typer.Option("--workers", metavar="N", min=1, max=32, help="网页进程数 web processes")] = 2,
    data: Data = "",
    pack: PackOf = "",
) -> None:
    """运行站点和后台任务，Ctrl-C 一并停下。Run the site and its worker until Ctrl-C; tables are brought up to date first."""
    web = _site(data, pack)
    raise typer.Exit(web.serve(host, port, workers, lambda address: _say(f"雁阵在 {address} ，Ctrl-C 停止 serving")))


@site.command(epilog=ADMIN_EXAMPLES)
def create_admin(
    username: Annotated[str, typer.Argument(metavar="USERNAME", help="账号 account")],
    role: Annotated[str, typer.Option("--role", metavar="ROLE", help="、".join(ADMINISTRATORS))],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="姓名 name; default: USERNAME")] = "",
    data: Data = "",
    pack: PackOf = "",
) -> None:
    """开立一名管理员并打印一次性密码。Make one of the three administrators; the password is printed once."""
    if role not in ADMINISTRATORS:
        raise CommandError(f"不是管理员角色：「{role}」", code="YZ-C30", hint=f"写 {'、'.join(ADMINISTRATORS)} 之一")
    _site(data, pack).bring_up_to_date()
    from yanzhen.web.people.actions.first import first_administrator

    password = first_administrator(username, name or username, role)
    _say(
        f"账号 {username}\n密码 {password}\n只显示这一次，首次登录要换。Shown once; to be changed at the first sign-in."
    )


@site.command(epilog=UNITS_EXAMPLES)
def units(data: Data = "", pack: PackOf = "") -> None:
    """从地方包载入单位（已有的不动）。Add the pack's units that are not there yet."""
    _site(data, pack).bring_up_to_date()
    from yanzhen.web.frame.place import city
    from yanzhen.web.people.actions.units import load_units

    _say(f"新增 {load_units(None, city())} 个单位 units added")


@site.command(epilog=SEED_EXAMPLES)
def seed(data: Data = "", pack: PackOf = "") -> None:
    """演示站点：各类岗位各一人，密码随机并打印。Demo mode only: one of each post, random passwords, printed."""
    _site(data, pack).bring_up_to_date()
    from yanzhen.web.demo import seed as seed_people

    for one in seed_people():
        _say(f"{one.username:<12} {one.password}   {one.post}")


@journal.command(epilog=VERIFY_EXAMPLES)
def verify(
    noted: Annotated[
        str, typer.Option("--noted", metavar="N:DIGEST", help="以前记下的末条，须仍在 a last entry noted earlier")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="写成 JSON")] = False,
    data: Data = "",
    pack: PackOf = "",
) -> None:
    """重算整条日志链；对不上时退出码 1。Recompute the whole chain; exit 1 when it does not hold."""
    _site(data, pack).bring_up_to_date()
    from yanzhen.web.journal.actions import verify_chain

    verdict = verify_chain(None, noted)
    last = f"{verdict.entries}:{verdict.digest}"
    if as_json:
        faults = [{"number": fault.number, "what": fault.what} for fault in verdict.faults]
        _say(json.dumps({"entries": verdict.entries, "last": last, "faults": faults}, ensure_ascii=False, indent=2))
    else:
        for fault in verdict.faults:
            _say(f"{fault.number}: {fault.what}")
        _say(f"{'不完好 broken' if verdict.faults else '完好 holds'}：{verdict.entries} 条 entries，末条 last {last}")
    raise typer.Exit(1 if verdict.faults else 0)


def _site(data: str, pack: str) -> ModuleType:
    """`yanzhen.web.serving` with Django set up for that folder; a CommandError when the site is not installed."""
    if data:
        os.environ["YANZHEN_DATA"] = str(Path(data).resolve())
    if pack:
        os.environ["YANZHEN_PACK"] = str(Path(pack).resolve())
    try:
        import django  # noqa: F401
    except ImportError:
        raise CommandError("这里没有装站点", code="YZ-C31", hint='运行 pip install "yanzhen[web]"') from None
    from yanzhen.web import serving

    serving.ready()
    return serving


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
