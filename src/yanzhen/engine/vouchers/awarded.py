"""Which award a voucher would be about: one met finding of a finished run, of exact amount, and the firm that is paid."""

from __future__ import annotations

from yanzhen.engine.result import Result
from yanzhen.engine.vouchers.paper import Award
from yanzhen.errors import VoucherError, did_you_mean


def awarded(result: Result, subject: str, clause: str, period: str = "") -> tuple[Award, tuple[str, str]]:
    """The award of that row under that clause, net of what relations cut, and (key, name) of who is paid.

    Raises:
        VoucherError: YZ-V12 when no such finding is met, the amount is not exact, it is taken and not given, who is paid
            is not known, or several periods fit and none is named.
    """
    rule = next((one for one in result.pack.clauses if one.id == clause), None)
    if rule is None:
        hint = did_you_mean(clause, (one.id for one in result.pack.clauses))
        raise VoucherError(f"没有条款「{clause}」", code="YZ-V12", hint=hint)
    fitting = [
        row
        for row in result.table.filter(clause=clause, subject=subject).iter_rows(named=True)
        if row["outcome"] == "met" and period in ("", row["period"])
    ]
    if not fitting:
        hint = "看 yanzhen explain；逐行判定的条款，--subject 写那一行的编号"
        raise VoucherError(f"「{subject}」没有符合「{clause}」的判定，不签发", code="YZ-V12", hint=hint)
    if len(fitting) > 1:
        periods = "、".join(row["period"] for row in fitting)
        raise VoucherError(
            f"「{subject}」符合「{clause}」的有几期：{periods}", code="YZ-V12", hint="用 --period 写明一期"
        )
    row = fitting[0]
    if row["amount_basis"] != "exact" or rule.charges:
        what = f"「{clause}」给「{subject}」的不是确定的金额，不签发"
        raise VoucherError(
            what, code="YZ-V12", hint="只有金额确定（exact）的奖补可以签凭证；上限、未定、缺数据的都不行"
        )
    kept = result.awards.filter(clause=clause, subject=subject, period=row["period"], register=row["register"])
    net = kept["net_fen"][0] if kept.height else None
    if net is None:
        waits = "、".join(kept["open"].to_list()) or "未载明"
        raise VoucherError(f"叠加以后还剩多少定不下来：{waits}", code="YZ-V12", hint="先补这些数据，再签发")
    if not row["payee"]:
        raise VoucherError("不知道付给谁，不签发", code="YZ-V12", hint="先补所属主体")
    award = Award(clause, rule.title, str(rule.cite), rule.nature, row["period"], subject, net)
    return award, (row["payee"], result.names.get(row["payee"], ""))
