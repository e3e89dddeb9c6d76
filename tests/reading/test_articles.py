"""Articles: headlines, joins across columns, reading order."""

from __future__ import annotations

from yanzhen.reading import read


def test_a_page_is_parted_into_its_reports(paper):
    assert [(one.title, one.type) for one in paper.articles] == [
        ("抓项目促发展 惠民生保安全", "news"),
        ("张大山会见客商", "news"),
    ]
    first, second = paper.articles
    assert first.kicker.text == "全县大会上强调——" and first.subtitle.text == "李明主持"
    assert first.byline.text == "记者 王小虎" and second.byline.text == "■本报记者 王小虎"


def test_a_dateline_has_its_date_where_the_year_is_told(paper):
    assert paper.year == 2024 and "2024年第二次" in paper.year_basis
    assert (paper.articles[0].dateline.text, paper.articles[0].dateline.date) == ("3月5日上午", "2024-03-05")


def test_a_paragraph_broken_by_a_column_is_one(paper):
    (joined,) = [block for block in paper.articles[0].body if len(block.segments) == 2]

    assert "加快建成一批学校和医院。" in joined.text
    assert joined.text == "".join(paper.text[start:end] for start, end in joined.segments)


def test_markup_is_left_out_of_the_text_and_kept_in_the_offsets():
    text = "# 大标题在此\n\n**本报讯** 3月1日,会议召开。"
    (article,) = read(text).articles

    assert article.title == "大标题在此" and article.passage.quote == "# 大标题在此"
    assert article.body[0].text == "本报讯 3月1日,会议召开。"


def test_a_column_s_own_title_is_a_banner():
    text = "# 第一篇报道\n\n本报讯 3月1日,会议召开。\n\n**建设新城**\n——贯彻会议精神\n\n## 第二篇报道\n\n本报讯 3月2日,会议召开。"

    assert [one.type for one in read(text).articles] == ["news", "column_banner", "news"]


def test_a_title_whose_report_is_elsewhere_points():
    text = "第一篇报道题\n\n本报讯 3月1日,会议召开。\n\n甲国同乙国通电话\n\n>>> 详见第七版 >>>\n\n第二篇报道题\n\n本报讯 3月2日,会议召开。"

    assert [(one.title, one.type) for one in read(text).articles][1] == ("甲国同乙国通电话", "pointer")


DISORDERED = """大标题在此

——全会精神解读

开头一段话。

实施产业基础工程

推进产业项目。

实施生态基础工程

推进雨污分流,小流域治理等“重点工程”,

加快开放步伐,增强城市动能

说明怎样开放。

提升创新水平

实施平台攻坚行动,在光

抓好城市防洪保护圈建设,完善设施。

实施安全基础工程

严格落实硬措施,创建示范城市。

国内高校合作不断深入,人才汇集。
"""


def test_columns_out_of_order_are_read_in_theirs():
    (article,) = read(DISORDERED).articles
    texts = [block.text for block in article.body]

    assert "推进雨污分流,小流域治理等“重点工程”,抓好城市防洪保护圈建设,完善设施。" in texts
    assert texts.index("实施安全基础工程") < texts.index("加快开放步伐,增强城市动能")
    assert texts[-2:] == ["实施平台攻坚行动,在光", "国内高校合作不断深入,人才汇集。"]
    assert [block.role for block in article.body if block.text == "实施安全基础工程"] == ["h2"]


def test_what_was_printed_out_of_order_is_flagged():
    kinds = [one.type for one in read(DISORDERED).anomalies]

    assert kinds.count("reading_order") == 3 and "text_loss" in kinds


def test_numbered_headings_have_two_ranks():
    page = read("工作方案\n\n一、总体要求\n\n内容说明。\n\n(一)指导思想\n\n内容说明。")

    assert [block.role for block in page.articles[0].body] == ["h", "p", "h2", "p"]


def test_a_text_wrapped_line_by_line_is_joined_and_its_full_lines_are_no_headings():
    words = (
        "到2025年全县规模工业企业总数达到二百五十家以上全员劳动生产率明显提高城乡居民收入差距不断缩小基本公共服务均等化水平稳步提升"
        * 3
    )
    wrapped = [words[at : at + 24] for at in range(0, len(words), 24)]
    text = "\n".join(["工作方案", *wrapped, "结束。", "主要任务", *wrapped, "结束。"])
    (article,) = read(text).articles

    assert article.title == "工作方案"
    assert [(block.role, block.text) for block in article.body] == [
        ("p", words + "结束。"),
        ("h", "主要任务"),
        ("p", words + "结束。"),
    ]


def test_an_official_letter_has_its_chapters():
    text = (
        "虚构县人民政府办公室\n关于印发《虚构县工作方案》的通知\n\n各乡镇人民政府:\n\n现印发给你们,请认真贯彻执行。\n\n"
        "第一章 总则\n\n第一条 为规范工作,制定本方案。\n\n第二章 任务\n\n第二条 到2025年,企业达到20家以上。"
    )
    (article,) = read(text).articles

    assert article.title == "虚构县人民政府办公室 关于印发《虚构县工作方案》的通知"
    assert [block.text for block in article.body if block.role == "h"] == ["第一章 总则", "第二章 任务"]
