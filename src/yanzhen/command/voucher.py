"""`yanzhen voucher`: make a key, issue a voucher for one met award, verify it offline, revoke it."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yanzhen.command.arguments import FactsFolder, day, existing
from yanzhen.command.progress import shown
from yanzhen.command.whole import whole
from yanzhen.command.words import NATURES, SYNTHETIC
from yanzhen.errors import CommandError, VoucherError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from yanzhen.engine.receipt import Receipt
    from yanzhen.engine.vouchers.keys import TrustedKey
    from yanzhen.engine.vouchers.verifying import Verdict

app = typer.Typer(
    help="奖贷联动凭证：把一项应享的奖补签成一纸凭证，银行离线验证。 One met award as a signed paper a bank verifies offline.",
    no_args_is_help=True,
)

KEY = "例 Example:  yanzhen voucher key --issuer 某市财政局 --from 2025-01-01 --until 2027-01-01 --out keys/2025"
ISSUE = (
    "例 Example:  yanzhen voucher issue findings.parquet.receipt.json --facts demo/facts --pack packs/cn --subject 编号 "
    "--clause 包/政策/条款 --consent 同意书.pdf --key keys/2025.key --on 2025-07-01 --until 2025-12-31 --out 凭证.json"
)
VERIFY = (
    "例 Example:  yanzhen voucher verify 凭证.json --trust keys/2025.pub.json --revoked 撤销清单.json --on 2025-08-01\n\n"
    "退出码 exit code: 0 有效 valid · 1 无效 not valid · 2 用法或输入不对 refused"
)
REVOKE = (
    "例 Example:  yanzhen voucher revoke 凭证.json --list 撤销清单.json --key keys/2025.key --reason 数据更正 "
    "--on 2025-08-01 --next 2025-09-01"
)
INVALID = 1
WHAT_IT_IS = "凭证只说：按公布的条款和报来的数据，这一户应享这一项、这么多，并已同意出示。它不是付款承诺，不是担保，也不是放贷建议。"

Passphrase = Annotated[
    Path | None, typer.Option("--passphrase", metavar="FILE", help="私钥口令所在的文件 file that holds the passphrase")
]
Key = Annotated[Path, typer.Option("--key", metavar="FILE", help="私钥 private key (.key), its .pub.json beside it")]
Trust = Annotated[
    list[Path], typer.Option("--trust", metavar="FILE", help="可信的公钥清单 .pub.json; may be given more than once")
]


@app.command("key", epilog=KEY)
def key(
    issuer: Annotated[str, typer.Option("--issuer", metavar="NAME", help="签发单位全称 who signs")],
    start: Annotated[str, typer.Option("--from", metavar="DATE", help="自哪天起签发 signs from")],
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="到哪天为止，不含 signs until, excluded")],
    out: Annotated[Path, typer.Option("--out", metavar="NAME", help="写 NAME.key 和 NAME.pub.json")],
    passphrase: Passphrase = None,
) -> None:
    """造一对钥匙：NAME.key 自己藏好，NAME.pub.json 公布出去。 Make a key pair; publish only the public half.

    换钥匙就是再造一对：旧的公钥继续公布，它在有效期内签的仍然有效。
    """
    from yanzhen.engine.vouchers.keys import make_key

    private, public = _private_at(out), _public_at(out)
    for target in (private, public):
        if target.exists():
            raise CommandError(f"{target} 已经有了，不覆盖", code="YZ-C24", hint="钥匙不重写；换一个名称")
    pem, trust = make_key(issuer, _day(start, "--from"), _day(until, "--until"), _secret(passphrase))
    private.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as secret:
        secret.write(pem)
    with whole(public) as (draft,):
        draft.write_bytes(trust)
    typer.echo(f"私钥 private: {private}（只有自己能读；丢了不能找回，泄露了要撤换）")
    typer.echo(f"公钥 public: {public}（编号 id {json.loads(trust)['keys'][0]['id']}；公布给验证的人）")


@app.command("issue", epilog=ISSUE)
def issue(
    receipt: Annotated[Path, typer.Argument(metavar="RECEIPT", help="match 的回执，先重做一遍 the receipt of a match")],
    facts: FactsFolder,
    subject: Annotated[str, typer.Option("--subject", metavar="KEY", help="判定的是哪一户、哪一行")],
    clause: Annotated[str, typer.Option("--clause", metavar="ID", help="条款编号 pack/policy/clause")],
    consent: Annotated[
        str,
        typer.Option("--consent", metavar="FILE|ref:NUMBER", help="企业的同意书文件，或 ref:文号 the firm's consent"),
    ],
    key: Key,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="签发日 day of issue")],
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="有效至，含 last day it is good")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="凭证文件 .json")],
    start: Annotated[str, typer.Option("--from", metavar="DATE", help="生效日 first day; default: --on")] = "",
    period: Annotated[str, typer.Option("--period", metavar="P", help="所属期，有几期时写明")] = "",
    pack: Annotated[Path | None, typer.Option("--pack", metavar="DIR", help="地方包 default: packs/ID")] = None,
    passphrase: Passphrase = None,
) -> None:
    """凭回执重做一遍，确有这一项、金额确定、企业同意，才签。 Sign one met award of exact amount, after replaying its receipt."""
    from yanzhen.command.receipt import beside, read_receipt
    from yanzhen.command.replay import looked_for
    from yanzhen.engine.replay import REPRODUCED, replay
    from yanzhen.engine.result import Result
    from yanzhen.engine.vouchers.awarded import awarded
    from yanzhen.engine.vouchers.paper import Terms
    from yanzhen.engine.vouchers.paper import issue as sign

    agreed = _consent(consent)
    slip = receipt if receipt.name.endswith(".receipt.json") else beside(receipt)
    recorded = read_receipt(slip)
    issued, last = _day(on, "--on"), _day(until, "--until")
    private = _usable(key, issued, passphrase)
    with shown() as step:
        folder = existing(pack, "地方包") if pack else looked_for(recorded.packs[0].id)
        found = replay(recorded, [folder], existing(facts, "数据"), slip.with_name(recorded.output_name), step)
    if found.outcome != REPRODUCED or not isinstance(found.result, Result):
        told = "；".join(difference.sentence for difference in found.differences) or "这是对比的回执"
        raise VoucherError(
            f"回执重做不出来，不签发：{told}", code="YZ-V15", hint="用现在的规则和数据重新 match，再签发"
        )
    award, firm = awarded(found.result, subject, clause, period)
    data = sign(
        award,
        firm,
        _digests(recorded),
        Terms(issued, day(start, "--from") or issued, last, agreed),
        private,
        synthetic=recorded.synthetic,
    )
    with whole(out) as (draft,):
        draft.write_bytes(data)
    typer.echo(f"已签发 issued: {out}（{len(data):,} 字节）")
    _tell(json.loads(data)["payload"])


@app.command("verify", epilog=VERIFY)
def verify(
    voucher: Annotated[Path, typer.Argument(metavar="FILE", help="凭证文件 the voucher")],
    trust: Trust,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="按哪一天验 the day it must be good on")],
    revoked: Annotated[
        Path | None, typer.Option("--revoked", metavar="FILE", help="签发单位的撤销清单 list of revocations")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON print JSON")] = False,
) -> None:
    """离线验证：谁签的、改过没有、在不在有效期、撤销没有。 Verify a voucher offline."""
    from yanzhen.engine.vouchers.verifying import verify as check

    listed = _read(revoked) if revoked is not None else None
    verdict = check(_read(voucher), _trusted(trust), _day(on, "--on"), listed)
    if as_json:
        typer.echo(json.dumps(_as_data(verdict), ensure_ascii=False, indent=1))
    else:
        _say(verdict)
    if not verdict.valid:
        raise SystemExit(INVALID)


@app.command("revoke", epilog=REVOKE)
def revoke(
    listing: Annotated[Path, typer.Option("--list", metavar="FILE", help="撤销清单；没有就新造 list of revocations")],
    key: Key,
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="撤销日 day of revocation")],
    following: Annotated[str, typer.Option("--next", metavar="DATE", help="下一份清单最迟哪天出 next list is due by")],
    vouchers: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE", help="要撤销的凭证；不写就只续签清单 vouchers")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="原因 why")] = "",
    trust: Annotated[
        list[Path] | None,
        typer.Option("--trust", metavar="FILE", help="换钥匙以前的公钥清单 earlier keys of the issuer"),
    ] = None,
    passphrase: Passphrase = None,
) -> None:
    """撤销凭证：清单重签一份，原有的都留着；定期续签，验证的人才知道清单没有过时。 Revoke vouchers: sign the next list."""
    from yanzhen.engine.vouchers.paper import VOUCHER
    from yanzhen.engine.vouchers.revocation import NONE, Revoked, read_revocations
    from yanzhen.engine.vouchers.revocation import revoke as sign
    from yanzhen.engine.vouchers.sealed import unseal

    at = _day(on, "--on")
    private = _usable(key, at, passphrase)
    trusted = _trusted([_public_beside(key), *(trust or ())])
    if vouchers and not reason.strip():
        raise CommandError("没有写撤销的原因", code="YZ-C24", hint="--reason 写一句话")
    old = read_revocations(listing.read_bytes(), trusted) if listing.exists() else NONE
    new = []
    for path in vouchers or ():
        sealed = unseal(_read(path), VOUCHER, "凭证")
        signer = trusted.get(sealed.key)
        if signer is None or not sealed.signed_by(signer.public):
            raise VoucherError(
                f"{path.name} 不是本单位签的，不能撤销", code="YZ-V04", hint="换过钥匙的，用 --trust 给旧公钥"
            )
        new.append(Revoked(sealed.payload["id"], at, reason.strip()))
    data = sign(old, new, at, _day(following, "--next"), private)
    with whole(listing) as (draft,):
        draft.write_bytes(data)
    made = json.loads(data)["payload"]
    typer.echo(f"已写 written: {listing}（第 {made['number']} 份，共 {len(made['revoked'])} 张，新增 {len(new)} 张）")


def _consent(text: str) -> str:
    """The consent as it is recorded: the digest of a paper, or a reference that says so itself."""
    from yanzhen.engine.vouchers.paper import consent_of

    reference = text.removeprefix("ref:").strip() if text.startswith("ref:") else ""
    if reference:
        return consent_of(None, reference)
    path = Path(text)
    if not text.strip() or not path.is_file() or not path.stat().st_size:
        hint = "给同意书文件，或写 ref:文号（同意书另存的）"
        raise VoucherError(f"没有企业的同意，不签发：「{text}」不是文件", code="YZ-V11", hint=hint)
    return consent_of(path.read_bytes(), "")


def _digests(recorded: Receipt) -> dict[str, str]:
    """What the receipt says was used; the deliveries as one digest, over theirs in order, a line each."""
    lines = "".join(f"{digest}\n" for digest in sorted(recorded.facts))
    facts = hashlib.sha256(lines.encode()).hexdigest()
    return {
        "pack": recorded.packs[0].digest,
        "facts": facts,
        "engine": recorded.engine_digest,
        "findings": recorded.findings_digest,
    }


def _usable(key: Path, on: date, passphrase: Path | None) -> Ed25519PrivateKey:
    """The private key, which must sign on that day."""
    from yanzhen.engine.vouchers.keys import key_id, read_private

    private = read_private(_read(key), _secret(passphrase))
    public = _trusted([_public_beside(key)]).get(key_id(private.public_key()))
    if public is None or not public.signs_on(on):
        when = f"有效期 {public.start} 至 {public.until}" if public else "旁边的 .pub.json 不是它的"
        raise VoucherError(f"{key.name} 在 {on} 不能签：{when}", code="YZ-V05", hint="用当期的钥匙，或另造一把")
    return private


def _trusted(paths: list[Path]) -> dict[str, TrustedKey]:
    from yanzhen.engine.vouchers.keys import read_trust

    return read_trust((path.name, _read(path)) for path in paths)


def _private_at(name: Path) -> Path:
    return name.with_name(name.name + ".key")


def _public_at(name: Path) -> Path:
    return name.with_name(name.name + ".pub.json")


def _public_beside(key: Path) -> Path:
    return _public_at(key.with_name(key.name.removesuffix(".key")))


def _secret(path: Path | None) -> bytes | None:
    return _read(path).rstrip(b"\r\n") if path is not None else None


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise CommandError(f"没有文件：{path}", code="YZ-C24", hint="查看路径")
    return path.read_bytes()


def _day(text: str, option: str) -> date:
    found = day(text, option)
    if found is None:
        raise CommandError(f"{option} 没有写", code="YZ-C02", hint="写作 2025-06-30")
    return found


def _say(verdict: Verdict) -> None:
    if verdict.valid:
        typer.echo(f"有效 valid：{verdict.issuer} 签发")
    elif verdict.error is not None:
        typer.echo(f"无效 not valid：{verdict.error}")
    for warning in verdict.warnings:
        typer.echo(f"注意 warning：{warning}")
    if verdict.payload is not None:
        _tell(verdict.payload)


def _tell(payload: dict) -> None:
    """What the voucher says, in words."""
    award, firm = payload["award"], payload["firm"]
    yuan = f"{award['fen'] // 100:,}.{award['fen'] % 100:02d} 元"
    if payload["synthetic"]:
        typer.echo(f"{SYNTHETIC}，非真实企业")
    typer.echo(f"编号 {payload['id']}")
    typer.echo(f"企业 {firm['name']}（{firm['key']}）")
    typer.echo(
        f"事项 {award['title']}（{NATURES.get(award['nature'], award['nature'])}，所属期 {award['period']}）{yuan}"
    )
    typer.echo(f"依据 {award['cite']}（{award['clause']}）")
    typer.echo(f"有效 {payload['from']} 至 {payload['until']}，签发 {payload['issued']}，钥匙 {payload['key']}")
    typer.echo(WHAT_IT_IS)


def _as_data(verdict: Verdict) -> dict:
    return {
        "valid": verdict.valid,
        "issuer": verdict.issuer,
        "code": verdict.error.code if verdict.error else "",
        "why": verdict.error.what if verdict.error else "",
        "warnings": list(verdict.warnings),
        "voucher": verdict.payload,
    }
