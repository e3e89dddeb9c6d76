"""What a site is told: typed settings from the environment and `site.env` of its data folder, every mistake in one list."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from yanzhen.errors import SiteError

PREFIX = "YANZHEN_"
FILE = "site.env"
DATABASES = {"postgresql": "django.db.backends.postgresql", "postgres": "django.db.backends.postgresql"}


class Options(BaseSettings):
    """Every setting of a site; each is `YANZHEN_NAME` in the environment or a line `YANZHEN_NAME=…` of `DATA/site.env`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", env_file_encoding="utf-8")

    data: Path = Field(
        Path("site"), description="数据文件夹：数据库、密钥、文件都在里面 folder of database, keys, files"
    )
    pack: Path = Field(Path("packs/template"), description="地方包：市名、区划、园区、部门、工作日 the city's pack")
    database_url: str = Field(
        "", description="留空用 SQLite；postgresql://user:password@host:5432/name 用 PostgreSQL; empty: SQLite"
    )
    hosts: list[str] = Field(
        ["127.0.0.1", "localhost", "[::1]"], description='允许的主机名 names it answers to, ["a.gov.cn"]'
    )
    https: bool = Field(False, description="前面有 HTTPS 代理时为 true：安全 cookie 与 HSTS behind an HTTPS proxy")
    proxies: int = Field(0, ge=0, le=5, description="前面有几层可信代理 trusted proxies in front")
    demo: bool = Field(False, description="演示模式：可用 site seed，页面写明演示 demo mode: says so on each page")
    idle_minutes: int = Field(30, ge=5, le=240, description="离开几分钟自动退出 minutes until signed out")
    failures: int = Field(5, ge=3, le=20, description="连错几次锁定 failures until locked")
    lock_minutes: int = Field(15, ge=1, le=1440, description="锁定几分钟 minutes locked")
    password_days: int = Field(90, ge=0, le=3650, description="密码多少天后须换，0 不限 days a password lasts, 0: ever")
    digest: Literal["sha256", "sm3"] = Field("sha256", description="日志链的摘要算法 digest of the journal's chain")
    scripts: Path = Field(
        Path(__file__).parents[3] / "node_modules", description="npm ci 装好的文件夹 folder npm ci filled"
    )
    oidc_client: str = Field("", description="统一身份认证：客户端编号，留空不用 OIDC client id; empty: off")
    oidc_secret: str = Field("", description="客户端密钥 client secret")
    oidc_authorize: str = Field("", description="认证地址 authorization endpoint")
    oidc_token: str = Field("", description="令牌地址 token endpoint")
    oidc_user: str = Field("", description="用户信息地址 user info endpoint")
    oidc_keys: str = Field("", description="公钥地址 JWKS endpoint")
    oidc_claim: str = Field("preferred_username", description="哪一项等于本站账号 claim that is the account's name")

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in DATABASES or not urlsplit(value).path.strip("/")):
            raise ValueError("写作 postgresql://user:password@host:5432/name，或留空用 SQLite")
        return value

    @model_validator(mode="after")
    def _whole_oidc(self) -> Options:
        needed = ("oidc_secret", "oidc_authorize", "oidc_token", "oidc_user", "oidc_keys")
        lacking = [PREFIX + name.upper() for name in needed if not getattr(self, name)]
        if self.oidc_client and lacking:
            raise ValueError(f"用统一身份认证还要写 {'、'.join(lacking)}")
        return self

    def database(self) -> dict[str, object]:
        """Django's DATABASES["default"]: SQLite in the data folder (WAL, writers queue), or the PostgreSQL of the address."""
        if not self.database_url:
            return {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(self.data / "site.sqlite3"),
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 20,
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
                },
            }
        address = urlsplit(self.database_url)
        return {
            "ENGINE": DATABASES[address.scheme],
            "NAME": unquote(address.path.strip("/")),
            "USER": unquote(address.username or ""),
            "PASSWORD": unquote(address.password or ""),
            "HOST": address.hostname or "",
            "PORT": str(address.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }


def read_options() -> Options:
    """The options of this process; a SiteError that lists every wrong one, with its name and what to write."""
    folder = Path(os.environ.get(PREFIX + "DATA", "site"))
    file = folder / FILE
    try:
        options = Options(_env_file=file if file.is_file() else None)
    except ValidationError as error:
        lines = [
            f"  {PREFIX}{'_'.join(map(str, one['loc'][:1])).upper() or 'OIDC_*'}: {one['msg'].removeprefix('Value error, ')}"
            for one in error.errors()
        ]
        told = f"站点设置有 {len(lines)} 处不对：\n" + "\n".join(lines)
        raise SiteError(told, code="YZ-S01", hint=f"改环境变量或 {file}；每项见 docs/reference/settings.md") from None
    if not (options.pack / "pack.yaml").is_file():
        raise SiteError(f"没有地方包：{options.pack}", code="YZ-S02", hint=f"用 {PREFIX}PACK 写明含 pack.yaml 的文件夹")
    return options
