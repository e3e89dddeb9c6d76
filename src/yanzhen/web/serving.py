"""Running the site: tables brought up to date, then the web server and the worker as children, both ended cleanly."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from types import FrameType

import django
from django.conf import settings
from django.core.management import call_command

from yanzhen.errors import SiteError

PATIENCE = 20.0
"""Seconds a child has to end by itself."""


def ready() -> None:
    """Django is set up with the site's options. Every command of the site begins with it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yanzhen.web.settings")
    django.setup()


def bring_up_to_date() -> None:
    """The tables are those of this version; what was cut off in the middle is settled."""
    from yanzhen.web.frame.place import city
    from yanzhen.web.records.recovery import settle

    city()
    call_command("migrate", interactive=False, verbosity=0)
    settle()


def serve(host: str, port: int, workers: int, told: Callable[[str], None]) -> int:
    """Site and worker ran until a signal or until the site ended by itself; the exit code: 0 after a signal.

    `told` is given the address once the site answers there. A worker that ends by itself is started again.
    """
    if not settings.STATICFILES_DIRS:
        hint = "在仓库里运行 npm ci，或用 YANZHEN_SCRIPTS 指明 node_modules"
        raise SiteError("没有页面脚本（htmx、echarts）", code="YZ-S07", hint=hint)
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise SiteError(f"{host}:{port} 用不了：{error.strerror}", code="YZ-S08", hint="换一个 --port") from None
    bring_up_to_date()
    _keep_watch()
    asked: list[int] = []
    before = {one: signal.signal(one, _noting(asked)) for one in (signal.SIGINT, signal.SIGTERM)}
    children = [_spawn(command) for command in _commands(host, port, workers)]
    try:
        _wait_for_answer(host, port, children[0], asked)
        if not asked and children[0].poll() is None:
            told(f"http://{host}:{port}/{_without_accounts()}")
        while not asked and children[0].poll() is None:
            if children[1].poll() is not None:
                time.sleep(1)
                children[1] = _spawn(_commands(host, port, workers)[1])
            time.sleep(0.2)
        return 0 if asked else 1
    finally:
        for child in children:
            _end(child)
        for one, handler in before.items():
            signal.signal(one, handler)


def _keep_watch() -> None:
    from yanzhen.web.records.recovery import keep_watch

    keep_watch()


def _without_accounts() -> str:
    """What to do on a site where nobody can sign in yet; empty where somebody can."""
    from yanzhen.web.people.models import Account

    return "" if Account.objects.exists() else " （还没有账号 no accounts yet: yanzhen site create-admin）"


def _commands(host: str, port: int, workers: int) -> tuple[list[str], ...]:
    python = sys.executable
    web = [python, "-m", "gunicorn", "yanzhen.web.wsgi", "--bind", f"{host}:{port}", "--workers", str(workers)]
    web += ["--threads", "4", "--timeout", "120", "--graceful-timeout", "10", "--log-level", "warning"]
    web += ["--worker-tmp-dir", "/dev/shm"] if os.path.isdir("/dev/shm") else []  # noqa: PTH112
    return web, [python, "-m", "django", "qcluster"]


def _spawn(command: list[str]) -> subprocess.Popen[bytes]:
    """A child in a process group of its own, so that a Ctrl-C reaches it through us, once."""
    return subprocess.Popen(command, start_new_session=True)


def _noting(asked: list[int]) -> Callable[[int, FrameType | None], None]:
    return lambda number, _frame: asked.append(number)


def _wait_for_answer(host: str, port: int, web: subprocess.Popen[bytes], asked: list[int]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and not asked and web.poll() is None:
        try:
            with socket.create_connection((host, port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.send_signal(signal.SIGTERM)
    try:
        child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
