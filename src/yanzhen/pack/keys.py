"""Every key of a pack in one sentence, with its default: what the reference page and an editor's completion show."""

from __future__ import annotations

from dataclasses import dataclass

from yanzhen.pack import plan_shapes
from yanzhen.pack.scheme_shapes import SCHEME_DEFAULTS, SCHEME_SENTENCES, SCHEME_TITLES
from yanzhen.pack.shapes import TABLE


@dataclass(frozen=True, slots=True)
class Key:
    """One key of one shape. `kind` is the kind of `shapes`, `default` what holds when it is left out."""

    shape: str
    name: str
    kind: str
    required: bool
    sentence: str
    default: str


SHAPE_TITLES = {
    "sample": "合成数据的提示 sample.yaml",
    "pack": "地方包 pack.yaml",
    "codes": "代码表 codes/*.yaml",
    "calendar": "工作日历 calendars/*.yaml",
    "register": "台账 registers/*.yaml",
    "exists": "存续 exists",
    "expects": "应有的行 expects",
    "column": "栏目 columns",
    "unit_by": "随代码而变的单位 unit",
    "terms": "共用的定义 terms/*.yaml",
    "term": "一个定义",
    "table": "表",
    "policy": "政策 policies/*/policy.yaml",
    "clause": "条款 policies/*/clauses/*.yaml",
    "condition": "条件 who、unless",
    "at_least": "至少几项 at_least",
    "between": "一个范围 between",
    "line": "一行金额 line",
    "in_force": "有效期 in_force",
    "cap": "上限 cap",
    "ceiling": "总额上限 ceiling",
    "tick": "确认 ticks",
    "claim": "申报 claim",
    "round": "取整 round",
    "cite": "出处 cite",
    "relation": "关系 policies/*/relations.yaml",
    "among": "关系涉及哪些条款 among",
    "payer": "出资人 funded_by",
    "instalment": "一期 instalments",
    "promise": "追回 clawback",
    "pool": "资金池 policies/*/pools.yaml",
    "source": "资金池的钱 money",
    "members": "资金池管哪些条款 clauses",
    "case": "案例 cases/*.yaml",
    "expect": "案例的结论 expect",
    **SCHEME_TITLES,
    **plan_shapes.TITLES,
}
"""Every shape as people call it, in the order of the reference page."""

EVERY_SHAPE = {
    "cite": "出处：文件、条号、原文半句或转述",
    "basis": "根据：cited 有出处，assumed 本包假定，local 本地另行规定",
    "doubts": "存疑：文本可有几种读法，这里按哪一种；一列句子",
    "note": "备注，不参与判定",
    "title": "给人看的名称；可以改，编号不变",
}

_CLAUSE = {
    "for": "判哪本台账的行，一行一个结论；「每个项目」写项目的台账",
    "period": "多久判一次：year 年，half 半年，quarter 季，month 月，none 不分期",
    "event": "日期栏目或日期式：每行只判一次，归入这一天所在的期间",
    "in_force": "有效期：自何日、至何日（不含）、按哪一天看",
    "place": "适用的地域：地区代码表的一个节点，不是条件",
    "replaces": "取代哪一条；旧的一条在新条款起始日终止",
    "who": "须都符合的条件，一列；每条一行",
    "unless": "不得有的情形，一列；有一条即不符",
    "terms": "本处的定义：名称对应式子或表",
    "nature": "性质：award 奖补，interest 贴息，guarantee 担保，tax_relief 税收减免，surcharge 加征，service 服务，title 称号",
    "pays": "给多少：式子、表、between 与 judged，或一列 line",
    "charges": "收多少，写法同 pays",
    "gives": "给的不是钱：称号、推荐、许可，写成文字",
    "combine": "几行金额如何并成一个：sum 合计，highest 取高，choose_one 择一，first 取第一",
    "cap": "上限：most 多少，per 按什么合计，in 在多长时间内",
    "ceiling": "本条连同已发的同一事项不得超过多少",
    "matter": "同一事项的标签，不得重复享受时按它认；给钱的都要写",
    "payee": "付给谁：所属台账或引用栏目；默认主体或其所属企业",
    "claim": "怎样申报、何时开始、何时截止、交什么材料",
    "round": "金额取到几元、怎样取",
    "department": "由谁负责；文本没有写的写 未载明",
    "funded_by": "由谁出钱，一列 {payer, share, most, when}；不写即发文机关",
    "pool": "从哪个资金池出：pools.yaml 里的名称；也可以只在资金池的 clauses 里写",
    "instalments": "分几次给，一列 {share, when, due}，各期到期另判；不写即一次",
    "clawback": "承诺未守时收回，一列 {when, due, share}；不得因迁出收回",
    "ticks": "看过并确认的 W 级检查，一列 {id, reason}；写在政策里的对其全部条款有效",
}
_TABLE = {
    "by": "按什么查表：栏目、定义或式子",
    "steps": "达到某数（含）即整额适用该档：由小到大写「界限: 值」",
    "upto": "不超过某数（含）的第一档：由小到大写「界限: 值」",
    "slices": "分段累加：每段按自己的比例",
    "match": "代码相同或在其下的一档：写「代码: 值」",
    "every": "每满这么多给一次 value",
    "above": "自多少以上起算每满",
    "first": "只就以前没有达到过的给：highest 最高一档，each 每一档各一次",
    "else": "都不合时的值；不写即不符合",
    "value": "式子或一列代码；与 every 同用时是每满一步的值",
}

SENTENCES: dict[str, dict[str, str]] = {
    "sample": {
        "sample": "哪本台账",
        "rows": "每户有几行",
        "columns": "各栏怎样抽取",
        "missing": "各类主体空缺的比例",
        "thresholds": "正好落在门槛上或旁边的比例",
        "undelivered": "没有报来的栏目",
    },
    "pack": {
        "pack": "包名，与文件夹同名",
        "title": "地方的全名",
        "format": "格式版本，写 1",
        "version": "本包的版本",
        "place": "地区代码；条款默认适用于此",
        "depends": "依赖的包；先读它们",
        "calendar": "工作日历的名称",
        "maintainers": "谁维护本包",
    },
    "calendar": {
        "calendar": "工作日历的名称，pack.yaml 的 calendar 用它",
        "file": "CSV 文件，列出与周末不同的日子",
        "from": "表中管到的第一日",
        "until": "表中管到的最后一日的次日",
    },
    "codes": {
        "codes": "代码表的名称",
        "file": "CSV 文件，表头为 代码,名称,上级,自,至,单位；后四项可以没有",
        "ordered": "是：文件的先后由低到高，可用 < >=",
        "adds": "是：向已有的代码表增加",
    },
    "register": {
        "register": "台账的名称",
        "key": "主键栏目；子台账的第一个是所属主体的键",
        "accepts": "主键可以是哪几种号码",
        "name": "人们认得它的栏目",
        "area": "定其所在地的栏目",
        "exists": "自何时起、到何时止存在",
        "belongs_to": "属于哪本台账：台账名对应键栏目",
        "expects": "哪些行必须有",
        "rows": "complete：报来之后没有行即为没有；partial：不一定",
        "parts": "按哪个代码栏目分别报送",
        "adds": "是：向已有的台账增加栏目",
        "columns": "栏目：名称对应栏目的写法",
    },
    "exists": {"from": "开始存在的日期栏目", "until": "不再存在的日期栏目"},
    "expects": {"per": "每个什么", "in": "每个期间", "by": "按哪个代码栏目，各一行"},
    "column": {
        "unit": "计量单位，如 万元、人、%；一行一个单位的写 {by: 代码栏目}",
        "quantum": "存到的最小一步",
        "type": "date 日期，text 文字，yesno 是否",
        "code": "代码表",
        "ref": "引用另一本台账的行",
        "period": "多久一个值；不写即没有期间",
        "measure": "flow 发生额，ytd 累计数，stock 时点数，average 平均数",
        "vat": "included 含增值税，excluded 不含",
        "tax_linked": "是：随缴税多少而变，按它给钱须有法律依据",
        "held_by": "由哪个部门报送",
        "absent": "报来之后空着是什么意思，如 否、0 元；不写即未知",
        "complete_from": "历史自何年起完整；首次、历史最高要用",
        "change": "subject 企业自己能改变，application 可以申报取得，never 不能改变",
        "personal": "是：个人信息",
        "show": "给谁看：all 都可，unit 只给报送单位，masked 遮住",
    },
    "unit_by": {"by": "哪个代码栏目定单位；单位写在它的代码表的「单位」一列"},
    "terms": {"terms": "定义：名称对应式子、表或一列代码"},
    "term": _TABLE
    | {
        "unit": "值的单位",
        "code": "值所在的代码表",
        "for": "只在哪本台账的行里可用",
        "over": "在哪个总体上排名或求均值：本台账，或它的一个是否栏目、是否的定义",
        "apart_by": "总体按什么分开：代码或是否，一个或几个；不写即不分",
        "order": "并列时再按什么分先后，如 入库税收 desc, 营业收入 desc",
        "in_force": "定义的有效期：自何日、至何日（不含）、按 期初、期末 或 基准日 看；之外没有值",
        "replaces": "自 in_force.from 起取代哪个定义；引用旧名处按日取两者之一",
        "missing": "缺数据时文本怎样规定；要有 cite，式子里用 缺省(…)；写在有 over 的定义里，不计 即总体里缺数的不算在内",
    },
    "table": _TABLE,
    "policy": {
        "policy": "政策的编号，与文件夹同名",
        "doc": "文号；没有的写 未载明",
        "issuer": "发文机关",
        "published": "印发日期",
        "bounds": "以上、以下含不含本数：civil_code 都含（民法典第一千二百五十九条），half_open 以下不含",
    }
    | _CLAUSE,
    "clause": {"clause": "条款的编号；定下不改，也不再用于别的条款"} | _CLAUSE,
    "condition": {
        "id": "条件的编号；不写的依次为 c1、c2，除外为 u1、u2；judged 必须写",
        "is": "式子，成立即符合",
        "any": "任一成立",
        "all": "全部成立",
        "none": "都不成立",
        "at_least": "至少几项成立",
        "judged": "要人认定的问题；认定之前为待定",
        "department": "由谁认定",
        "missing": "缺数据时文本怎样规定；要有 cite，式子里用 缺省(…)",
        "when": "只在这种情形下才要求",
    },
    "at_least": {"count": "至少几项，整数", "any": "这几项"},
    "between": {"between": "[最低, 最高]；最高没有写的写 未载明", "judged": "由谁、按什么定"},
    "line": {
        "line": "这一行的名称",
        "event": "这一行的日期",
        "when": "只在这种情形下才给",
        "pays": "给多少",
        "charges": "收多少",
        "cap": "这一行的上限",
        "between": "[最低, 最高]",
        "judged": "由谁、按什么定",
    },
    "in_force": {
        "from": "起始日（含），或 未载明",
        "until": "不再有效的第一天，或 未载明",
        "by": "看哪一天在有效期内：event 事件之日，期初，期末，基准日",
    },
    "cap": {
        "most": "最多多少，式子或表；最多几次写 1 次",
        "per": "按什么合计：台账或栏目名",
        "in": "在多长时间内：month 月，quarter 季，year 年，policy 政策期，ever 历年",
        "when": "只在这种情形下适用",
    },
    "ceiling": {"most": "合计不超过多少", "counts": "已发的哪一事项算在内", "per": "按什么合计"},
    "tick": {"id": "检查的编号，只能是 W", "reason": "为何可以这样，写给复核的人看"},
    "claim": {
        "mode": "auto 免申即享，fast 简易，apply 申报",
        "opens": "自何日起可以申报，日期式",
        "due": "申报截止日，日期式",
        "evidence": "要交的材料",
    },
    "round": {"to": "取到多少，如 1 元", "mode": "half_up 四舍五入，down 舍去，up 进一，half_even 取偶"},
    "cite": {
        "title": "文件全名；不写即政策的",
        "doc": "文号",
        "issuer": "发文机关",
        "date": "日期",
        "article": "条号",
        "quote": "原文半句，不超过 40 字；见过原文才写，省去的字写 …",
        "restated": "是：只见转述，未见原文",
    },
    "relation": {
        "relation": "编号，不重复、不再用",
        "rule": "highest_of 就高，choose_one 择一，difference_only 补差，excludes 不得同享，adds 可以叠加",
        "among": "在哪些条款之间：matter、policy、level，或一列条款编号",
        "by": "补差时由低到高的那一栏：有序代码",
        "per": "按什么分组比：台账或栏目名",
        "in": "在多长时间内：month 月，quarter 季，year 年，policy 政策期，ever 历年",
    },
    "among": {
        "matter": "同一事项标签的全部条款，含别的政策的",
        "policy": "一个政策的全部条款",
        "level": "哪一级政府的条款：县级、市级、省级、中央",
    },
    "payer": {
        "payer": "谁出",
        "share": "占比，如 50%；rest 是其余，只有一个，写在最后",
        "most": "每笔最多出多少；超出的归 rest",
        "when": "只在这种情形下由它出",
    },
    "instalment": {
        "share": "占比；最后一期可写 rest",
        "when": "这一期的条件，到裁定之日另判；不写即没有",
        "due": "最迟哪一日申报；过期即失效，不是不符",
    },
    "promise": {
        "when": "出现什么情形要退回",
        "due": "承诺期的最后一日，日期式；此后不再追",
        "share": "退回已付的几成；不写即全部",
    },
    "pool": {
        "pool": "资金池的名称",
        "in": "多长时间一池：month、quarter、year 按所属期，policy、ever 只有一池",
        "money": "钱从哪里来，一列 {payer, most}；按名额的写 {most: 3 次}",
        "order": "先后：受理时间 asc，或栏目链如 入库税收 desc, 受理时间 asc，或 pro_rata 按比例",
        "carry_over": "是：上期结余转入下期",
        "clauses": "管哪些条款：{policy: …}、{matter: …} 或一列条款编号；[] 是还没有条款",
    },
    "source": {"payer": "谁出这份钱", "most": "每期多少钱，或几次"},
    "members": {"policy": "这一政策给钱的全部条款", "matter": "带这一事项标签的条款"},
    "case": {
        "case": "案例的名称，同一文件里不重复",
        "of": "测哪一条款或定义",
        "like": "与同一文件前面的哪个案例一样，只写不同之处",
        "period": "所属期，如 2024",
        "on": "基准日，如 2025-03-01",
        "given": "栏目的值；「企业.栏目」是所属企业的；未知 即没有报来",
        "rows": "子台账的行；[] 是报来了没有行，未知 是没有报来",
        "asks": "资金池的案例：谁要多少钱，一列 {主体, 金额} 和排序的栏目",
        "expect": "应得的结论",
        "subjects": "一同参评的别的主体：名称对应其栏目的值；或只写户数，如 199 家",
    },
    "expect": {
        "outcome": "met 符合，not_met 不符，unknown 待定，does_not_apply 不适用；评价：rated 参评，unrated 不参评",
        "score": "评价总分",
        "rank": "评价名次",
        "class": "评价等次",
        "group": "评价归入哪一组",
        "points": "评价各项得分：指标对应分",
        "sizes": "各等次有几家；户数写在 subjects",
        "amount": "金额，或 [最低, 最高]",
        "ceiling": "最高多少",
        "value": "定义的值",
        "near": "差一步的栏目",
        "missing": "缺的栏目或台账",
        "pending": "facts 等数据，judgement 等评审",
        "payee": "付给谁",
        "basis": "exact 确定，at_most 最高不超过，unset 未定，missing 缺金额数据",
        "net": "与别的条款比过以后实得多少，或 [最低, 最高]",
        "beaten_by": "被哪一条取代，写条款编号；没有写 无",
        "funding": "各出资人出多少",
        "instalments": "各期的状态：met 到期可付，not_met 条件未成，unknown 待定，lapsed 失效，paid 已付",
        "debts": "各项承诺的状态：owed 应退，kept 已守，open 承诺期内，unknown 待定，或应退多少",
        "given": "资金池给了谁多少",
        "waiting": "资金池里谁还等多少",
        "left": "资金池还剩多少",
    },
    **SCHEME_SENTENCES,
    **plan_shapes.SENTENCES,
}
"""Shape → key → its sentence. A test holds that every key of `shapes` has one."""

DEFAULTS: dict[str, str] = {
    "clause.for": "企业", "clause.period": "year", "clause.place": "政策的，再是包的", "clause.in_force": "政策的",
    "clause.nature": "pays 为 award，charges 为 surcharge，gives 为 title", "clause.round": "到分，half_up",
    "clause.claim": "apply，不限期", "clause.payee": "主体，或其所属企业", "clause.department": "政策的",
    "policy.for": "企业", "policy.period": "year", "policy.place": "包的",
    "payer.share": "只有一项时为全部", "promise.share": "100%", "pool.order": "受理时间 asc", "pool.carry_over": "否",
    "register.rows": "partial", "column.change": "never", "column.show": "all", "column.absent": "未知",
    "column.quantum": "金额到分，占比 0.000001，个数 1，其余 0.0001",
    "round.to": "到分", "round.mode": "half_up", "claim.mode": "apply", "in_force.by": "有 event 的为 event",
    "condition.id": "c1、c2…，u1、u2…", "condition.when": "一直", "pack.depends": "没有", "cite.title": "政策的",
    "cite.issuer": "政策的", "cite.doc": "政策的", "cite.date": "政策的", **SCHEME_DEFAULTS, **plan_shapes.DEFAULTS,
}  # fmt: skip
"""shape.key → what holds when it is left out; the others have no default."""


def keys_of(shape: str) -> list[Key]:
    """Every key of a shape: its own first, required ones before the others, then those every map may have."""
    known = TABLE[shape]
    found = [
        Key(
            shape,
            name,
            kind,
            name in known.required,
            SENTENCES[shape].get(name) or EVERY_SHAPE[name],
            DEFAULTS.get(f"{shape}.{name}", "cited" if name == "basis" else ""),
        )
        for name, kind in known.keys.items()
    ]
    return sorted(found, key=lambda key: (not key.required, key.name in EVERY_SHAPE))
