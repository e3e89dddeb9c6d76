"""`compare`, `replay`, `withdraw`, `erase` and `voucher` from the command: what they write, print and end with."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from yanzhen.command import main
from yanzhen.command.compare_sheets import MEASURES

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "packs" / "template"
YEAR = ("--year", 2024, "--on", "2025-06-30")


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """300 invented firms of the template town."""
    import sys

    facts, before = tmp_path_factory.mktemp("city") / "facts", sys.argv
    sys.argv = ["yanzhen", "sample", str(TEMPLATE), "--enterprises", "300", "--seed", "3", "--out", str(facts)]
    try:
        main()
    except SystemExit as stop:
        assert not stop.code
    finally:
        sys.argv = before
    return facts


@pytest.fixture
def compared(call, city, tmp_path):
    def run(*rest, pack=TEMPLATE):
        return call("compare", pack, *rest, "--facts", city, *YEAR)

    return run


def changed_pack(to: Path, old: str, new: str) -> Path:
    shutil.copytree(ROOT / "packs", to / "packs")
    path = to / "packs" / "template" / "policies" / "yl-2024" / "clauses"
    (file,) = path.glob("*.yaml")
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")
    return to / "packs" / "template"


def test_two_packs_are_written_in_all_three_forms_with_receipts(compared, tmp_path):
    other = changed_pack(tmp_path, "节能改造投资 * 10%", "节能改造投资 * 12%")
    outs = [tmp_path / f"试算{suffix}" for suffix in (".xlsx", ".parquet", ".json")]
    code, out, err = compared(other, *(word for path in outs for word in ("--out", path)))

    assert (code, err) == (0, "")
    assert "节能改造投资补助" in out and "SYNTHETIC" in out and "按企业规模" in out
    receipts = [json.loads(path.with_name(f"{path.name}.receipt.json").read_text("utf-8")) for path in outs]
    assert {receipt["kind"] for receipt in receipts} == {"compare"}
    assert len({receipt["findings"]["digest"] for receipt in receipts}) == 1
    assert receipts[0]["pack"]["digest"] != receipts[0]["against"]["digest"]
    told = json.loads(outs[2].read_text("utf-8"))
    findings = pl.read_parquet(outs[1])
    (owed,) = (row for row in told["totals"] if row["nature"] == "owed")
    assert owed["net_difference"] > 0
    assert findings.filter(nature="owed")["net_after"].sum() == owed["net_after"]


def test_the_workbook_has_a_sheet_a_grouping_and_the_same_sums(compared, tmp_path):
    other = changed_pack(tmp_path, "节能改造投资 * 10%", "节能改造投资 * 12%")
    code, *_ = compared(other, "--out", tmp_path / "c.xlsx", "--out", tmp_path / "c.json")
    book = openpyxl.load_workbook(tmp_path / "c.xlsx", read_only=True)
    told = json.loads((tmp_path / "c.json").read_text("utf-8"))

    assert code == 0
    groupings = sorted({row["grouping"] for row in told["groups"]})
    names = ["合计", "按条款", *(f"按{name}" for name in groupings), "变化的主体", "变化的判定", "读法"]
    assert book.sheetnames == names
    (total,) = (row["net_after"] for row in told["totals"] if row["nature"] == "owed")
    for name in names[:-3]:
        rows = list(book[name].iter_rows(min_row=2, values_only=True))
        head = rows[0]
        line, money = head.index("性质"), head.index("净额改后")
        cents = sum(round((row[money] or 0) * 100) for row in rows[1:] if str(row[line]).startswith("应享"))
        assert cents == total, name
    assert len(MEASURES) == len({field.name for field in MEASURES})


def test_a_set_term_and_json_need_no_file(compared):
    code, out, err = compared("--set", "差一步幅度=0%", "--json")
    told = json.loads(out)

    assert (code, err) == (0, "")
    assert told["packs"][1]["set"] == [["cn/差一步幅度", "0%"]] and "set" in told["packs"][0]
    assert sum(row["near_after"] for row in told["totals"]) < sum(row["near_before"] for row in told["totals"])


@pytest.mark.parametrize(("rest", "code"), [
    (("--out", "c.xlsx"), "YZ-C22"), (("--set", "差一步幅度=0%"), "YZ-C22"), (("--set", "差一步幅度", "--json"), "YZ-C22"),
    (("--set", "差一步幅度=0%", "--out", "c.doc"), "YZ-C01"), (("--set", "差一步幅=0%", "--json"), "YZ-P11"),
    (("--set", "差一步幅度=5", "--json"), "YZ-P14"),
])  # fmt: skip
def test_a_call_that_cannot_be_followed_is_refused(compared, rest, code):
    ended, out, err = compared(*rest)

    assert (ended, out) == (2, "")
    assert err.startswith(code)


def test_the_band_holds_a_comparison_and_a_reason_lets_it_go(compared, tmp_path):
    out = tmp_path / "c.parquet"
    band = ("--set", "试算变动幅度上限=0.1%")
    other = changed_pack(tmp_path, "节能改造投资 * 10%", "节能改造投资 * 12%")

    ended, shown, err = compared(other, *band, "--out", out)
    assert (ended, shown) == (5, "")
    assert err.startswith("YZ-C23") and "试算变动幅度上限 0.1%" in err and not out.exists()

    ended, _, err = compared(other, *band, "--out", out, "--anyway", "财政局已核")
    receipt = json.loads(out.with_name("c.parquet.receipt.json").read_text("utf-8"))
    assert (ended, err) == (0, "")
    assert receipt["held"]["reason"] == "财政局已核" and "0.1%" in receipt["held"]["breaks"][0]


def test_a_comparison_is_replayed(call, compared, city, tmp_path):
    out = tmp_path / "c.parquet"
    compared("--set", "差一步幅度=0%", "--out", out)
    code, shown, _ = call("replay", out, "--facts", city, "--pack", TEMPLATE)

    assert code == 0 and "逐字节重现 reproduced" in shown


@pytest.fixture
def matched(call, city, tmp_path):
    """A copy of the city and a run over it."""
    facts = tmp_path / "facts"
    shutil.copytree(city, facts)
    out = tmp_path / "findings.parquet"
    code, *_ = call("match", TEMPLATE, "--facts", facts, *YEAR, "--out", out)
    assert code == 0
    return facts, out


def replayed(call, matched, *rest):
    facts, out = matched
    return call("replay", f"{out}.receipt.json", "--facts", facts, "--pack", TEMPLATE, *rest)


def test_replay_ends_with_0_1_or_4(call, matched):
    facts, _ = matched
    file = max((facts / "企业").glob("*.parquet"), key=lambda path: pl.read_parquet(path).height)

    assert replayed(call, matched)[0] == 0
    code, shown, _ = call("withdraw", file, "--reason", "报错", "--on", "2025-07-01")
    assert code == 0 and "已撤回" in shown
    code, shown, _ = replayed(call, matched)
    assert code == 1 and "已撤回 withdrawn" in shown and "第一条" in shown
    code, *_ = call("erase", file, "--reason", "申请", "--order", "1号", "--on", "2025-07-01")
    assert code == 0
    code, shown, _ = replayed(call, matched)
    assert code == 4 and "1号" in shown and "erased" in shown


def test_replay_without_a_receipt_or_a_pack_is_refused(call, matched, tmp_path, monkeypatch):
    facts, out = matched
    monkeypatch.chdir(tmp_path)

    assert call("replay", tmp_path / "x.parquet", "--facts", facts)[2].startswith("YZ-C21")
    assert call("replay", out, "--facts", facts)[2].startswith("YZ-C21")


def test_replay_finds_the_pack_where_packs_usually_lie(call, matched, monkeypatch):
    facts, out = matched
    monkeypatch.chdir(ROOT)

    assert call("replay", out, "--facts", facts)[0] == 0


# ---------------------------------------------------------------- vouchers


@pytest.fixture
def key(call, tmp_path):
    code, *_ = call("voucher", "key", "--issuer", "样例市财政局（虚构）", "--from", "2025-01-01", "--until", "2026-01-01",
                    "--out", tmp_path / "keys" / "a")  # fmt: skip
    assert code == 0
    return tmp_path / "keys" / "a.key"


@pytest.fixture
def issued(call, matched, key, tmp_path):
    facts, out = matched
    consent = tmp_path / "同意书.txt"
    consent.write_text("同意出示", "utf-8")
    met = (
        pl.read_parquet(out)
        .filter(outcome="met", amount_basis="exact")
        .filter(pl.col("clause").str.contains("本地采购奖"))
    )
    subject = met["subject"][0]

    def run(*changed, **other):
        words = {"--subject": subject, "--clause": "template/yl-2024/本地采购奖", "--consent": consent, "--key": key,
                 "--on": "2025-07-01", "--until": "2025-12-31", "--out": tmp_path / "v.json"} | other  # fmt: skip
        flat = [word for pair in words.items() for word in pair]
        return call("voucher", "issue", out, "--facts", facts, "--pack", TEMPLATE, *flat, *changed)

    run.net = met["amount_fen"][0]
    return run


def test_a_voucher_goes_from_issue_to_revocation(call, issued, key, tmp_path):
    voucher, trust, listed = tmp_path / "v.json", key.with_name("a.pub.json"), tmp_path / "撤销.json"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600

    code, shown, err = issued()
    assert (code, err) == (0, "") and "不是付款承诺" in shown
    assert json.loads(voucher.read_bytes())["payload"]["award"]["fen"] == issued.net
    code, shown, _ = call("voucher", "verify", voucher, "--trust", trust, "--on", "2025-08-01")
    assert code == 0 and "有效 valid" in shown and "没有给撤销清单" in shown
    code, shown, _ = call("voucher", "revoke", voucher, "--list", listed, "--key", key, "--reason", "更正", "--on",
                          "2025-08-01", "--next", "2025-09-01")  # fmt: skip
    assert code == 0 and "第 1 份" in shown
    code, shown, _ = call(
        "voucher", "verify", voucher, "--trust", trust, "--on", "2025-08-01", "--revoked", listed, "--json"
    )
    assert code == 1 and json.loads(shown)["code"] == "YZ-V09"
    code, shown, _ = call(
        "voucher", "revoke", "--list", listed, "--key", key, "--on", "2025-09-01", "--next", "2025-10-01"
    )
    assert code == 0 and "第 2 份，共 1 张，新增 0 张" in shown


@pytest.mark.parametrize("consent", ["", " ", "没有这个文件", "ref:", "ref: "])
def test_without_consent_nothing_is_signed(issued, tmp_path, consent):
    code, _, err = issued(**{"--consent": consent})

    assert code == 2 and err.startswith("YZ-V11")
    assert not (tmp_path / "v.json").exists()


def test_a_reference_to_a_paper_kept_elsewhere_is_consent(issued, tmp_path):
    assert issued(**{"--consent": "ref:样例同意〔2025〕1号"})[0] == 0
    assert json.loads((tmp_path / "v.json").read_bytes())["payload"]["consent"] == "ref:样例同意〔2025〕1号"


@pytest.mark.parametrize(("option", "value", "code"), [
    ("--subject", "没有这一户", "YZ-V12"), ("--clause", "template/yl-2024/本地采购", "YZ-V12"),
    ("--on", "2024-07-01", "YZ-V05"), ("--until", "2025-06-30", "YZ-V13"), ("--on", "昨天", "YZ-C02"),
    ("--key", "没有.key", "YZ-C24"), ("--period", "2023", "YZ-V12"),
])  # fmt: skip
def test_what_may_not_be_signed_is_refused(issued, tmp_path, option, value, code):
    ended, _, err = issued(**{option: value})

    assert ended == 2 and err.startswith(code)
    assert not (tmp_path / "v.json").exists()


def test_a_decision_that_cannot_be_made_again_is_not_signed(issued, matched, tmp_path):
    facts, _ = matched
    max((facts / "企业").glob("*.parquet"), key=lambda path: pl.read_parquet(path).height).unlink()
    ended, _, err = issued()

    assert ended == 2 and err.startswith("YZ-V15") and "缺少一批数据" in err


def test_keys_are_never_overwritten_and_may_be_shut(call, key, tmp_path):
    again = ("voucher", "key", "--issuer", "某局", "--from", "2025-01-01", "--until", "2026-01-01", "--out")
    secret = tmp_path / "口令"
    secret.write_text("甲乙丙\n", "utf-8")

    assert call(*again, key.with_name("a"))[2].startswith("YZ-C24")
    assert call(*again, key.with_name("b"), "--passphrase", secret)[0] == 0
    assert b"ENCRYPTED" in key.with_name("b.key").read_bytes()


def test_only_what_one_signed_oneself_is_revoked_and_with_a_reason(call, issued, key, tmp_path):
    issued()
    call("voucher", "key", "--issuer", "别处", "--from", "2025-01-01", "--until", "2026-01-01", "--out", tmp_path / "b")
    rest = ("--list", tmp_path / "l.json", "--on", "2025-08-01", "--next", "2025-09-01")

    assert call("voucher", "revoke", tmp_path / "v.json", *rest, "--key", key)[2].startswith("YZ-C24")
    stranger = call("voucher", "revoke", tmp_path / "v.json", *rest, "--key", tmp_path / "b.key", "--reason", "不明")
    assert stranger[2].startswith("YZ-V04")
    assert not (tmp_path / "l.json").exists()
