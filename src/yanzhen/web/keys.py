"""The site's own secrets: made once, kept in the data folder, readable by its owner only; never in code or database."""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.crypto import get_random_string

from yanzhen.errors import SiteError

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"


def key(folder: Path, name: str) -> str:
    """The key of that name, made when there is none; a SiteError when others may read it. Safe when two processes start at once."""
    path = folder / f"{name}.key"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(made, "w", encoding="ascii") as file:
            file.write(get_random_string(64, LETTERS))
    if path.stat().st_mode & 0o077:
        raise SiteError(f"密钥文件别人也能读：{path}", code="YZ-S03", hint=f"运行 chmod 600 {path}，并换一把新的")
    text = path.read_text("ascii").strip()
    if len(text) < 50:
        raise SiteError(f"密钥文件不完整：{path}", code="YZ-S04", hint="从备份恢复；确认无用后删去，重新启动会另造一把")
    return text
