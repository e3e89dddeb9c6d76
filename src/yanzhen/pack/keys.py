"""Every key of a pack in one sentence, with its default: what the reference page and an editor's completion show."""

from __future__ import annotations

from dataclasses import dataclass

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
    "case": "案例 cases/*.yaml",
    "expect": "案例的结论 expect",
    **SCHEME_TITLES,
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
    "funded_by": "由谁出钱，后续版本裁定",
    "pool": "从哪个资金池出，后续版本裁定",
    "instalments": "分几次给，后续版本裁定",
    "clawback": "何时收回，后续版本裁定",
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
        "file": "CSV 文件，表头为 代码,名称,上级,自,至",
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
        "unit": "计量单位，如 万元、人、%",
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
    "terms": {"terms": "定义：名称对应式子、表或一列代码"},
    "term": _TABLE
    | {
        "unit": "值的单位",
        "code": "值所在的代码表",
        "for": "只在哪本台账的行里可用",
        "over": "在哪个总体上排名或求均值：本台账，或它的一个是否栏目、是否的定义",
        "apart_by": "总体按什么分开：代码或是否，一个或几个；不写即不分",
        "order": "并列时再按什么分先后，如 入库税收 desc, 营业收入 desc",
        "in_force": "定义的有效期，后续版本裁定",
        "replaces": "取代哪个定义，后续版本裁定",
        "missing": "不计：总体里缺数的不算在内，要有 cite 或 basis: assumed；未知：总体有缺即未知",
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
        "missing": "缺数据时文本怎样规定；要有 cite",
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
        "most": "最多多少，式子或表",
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
    "case": {
        "case": "案例的名称，同一文件里不重复",
        "of": "测哪一条款或定义",
        "like": "与同一文件前面的哪个案例一样，只写不同之处",
        "period": "所属期，如 2024",
        "on": "基准日，如 2025-03-01",
        "given": "栏目的值；「企业.栏目」是所属企业的；未知 即没有报来",
        "rows": "子台账的行；[] 是报来了没有行，未知 是没有报来",
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
    },
    **SCHEME_SENTENCES,
}
"""Shape → key → its sentence. A test holds that every key of `shapes` has one."""

DEFAULTS: dict[str, str] = {
    "clause.for": "企业", "clause.period": "year", "clause.place": "政策的，再是包的", "clause.in_force": "政策的",
    "clause.nature": "pays 为 award，charges 为 surcharge，gives 为 title", "clause.round": "到分，half_up",
    "clause.claim": "apply，不限期", "clause.payee": "主体，或其所属企业", "clause.department": "政策的",
    "policy.for": "企业", "policy.period": "year", "policy.place": "包的",
    "term.missing": "未知", "register.rows": "partial", "column.change": "never", "column.show": "all", "column.absent": "未知",
    "column.quantum": "金额到分，占比 0.000001，个数 1，其余 0.0001",
    "round.to": "到分", "round.mode": "half_up", "claim.mode": "apply", "in_force.by": "有 event 的为 event",
    "condition.id": "c1、c2…，u1、u2…", "condition.when": "一直", "pack.depends": "没有", "cite.title": "政策的",
    "cite.issuer": "政策的", "cite.doc": "政策的", "cite.date": "政策的", **SCHEME_DEFAULTS,
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
