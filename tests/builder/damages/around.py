"""Damages around the tables: what stands before, between and after them, and reports that have none."""

from __future__ import annotations

import re

from tests.builder import form, variants
from tests.builder.damages import damage
from tests.builder.draft import Draft, Line

_META = (
    "索引号：000000000/2024-00017",
    "发布机构：{a}",
    "成文日期：{n}年01月18日",
    "公开方式：主动公开",
    "文号：无",
    "有效性：有效",
)
_LIST = ("序号", "标题", "发文字号", "成文日期", "发布日期")


@damage()
def prose_only(draft: Draft) -> None:
    """A report in prose: the figures of the tables stand in sentences, which are no cells."""
    for name, said in (
        ("t2", "制发行政规范性文件3件，行政许可17件。"),
        ("t3", "本年新收政府信息公开申请4件，予以公开2件，结转下年度继续办理1件。"),
        ("t4", "行政复议1件，结果维持1件，无行政诉讼。"),
    ):
        section = next(part for part in draft.sections.values() if draft.tables[name][0] in part)
        draft.replace(name)
        draft.truth.lose(draft.truth.of_table(name))
        section.append(Line(said))


@damage()
def tables_lost(draft: Draft) -> None:
    """Headings follow each other; the tables were images, frames or dropped."""
    for name in ("t2", "t3", "t4"):
        draft.replace(name)
        draft.truth.lose(draft.truth.of_table(name))


@damage(formats=("html",))
def tables_as_images(draft: Draft) -> None:
    """Pictures of the tables; their alternative text names rows and figures, and is no table."""
    for name in ("t2", "t3", "t4"):
        words = " ".join(slot.text for slot in draft.tables[name][0].slots())
        section = next(part for part in draft.sections.values() if draft.tables[name][0] in part)
        section.insert(
            section.index(draft.tables[name][0]), Line(f'<img src="1.png" alt="{words[:400]}">', "unescaped")
        )
        draft.replace(name)
        draft.truth.lose(draft.truth.of_table(name))


@damage()
def metadata_block(draft: Draft) -> None:
    lines = [Line(text.format(a=draft.truth.agency, n=draft.truth.year + 1)) for text in _META]
    draft.title[:0] = lines


@damage()
def list_before_article(draft: Draft) -> None:
    """The header of the column's list precedes the first article."""
    draft.title[:0] = [Line(text) for text in (*_LIST, "1")]


@damage()
def titles_varied(draft: Draft) -> None:
    written = draft.rng.choice(variants.titles()).format(a=draft.truth.agency, y=draft.truth.year)
    draft.title[:1] = [Line(part, "title") for part in re.split(r"\|+", written)]
    draft.truth.title = re.sub(r"\|+", "", written)


@damage()
def headings_varied(draft: Draft) -> None:
    _rehead(draft, lambda section: draft.rng.choice(variants.headings()[section]))


@damage()
def headings_of_2008(draft: Draft) -> None:
    """The sections of the old regulation around the tables of the new form."""
    old = dict(
        zip(
            (key for key, _ in form.SECTIONS),
            (
                "一、概 述",
                "二、公文类政府信息基本情况",
                "三、依申请公开情况",
                "四、举报投诉",
                "五、保密审查及监督检查情况",
                "六、附表",
            ),
            strict=True,
        )
    )
    _rehead(draft, old.get)


def _rehead(draft: Draft, heading) -> None:
    for section, part in draft.sections.items():
        part[:] = [Line(heading(section), b.kind) if getattr(b, "kind", "") == "heading" else b for b in part]


@damage()
def nested_ordinals(draft: Draft) -> None:
    """一、二、三、 once more inside the first section."""
    draft.sections["overview"][1:1] = [
        Line(text)
        for text in ("一、完善组织架构。明确专人负责。", "二、突出政务公开重点。及时更新。", "三、坚持以民为本。")
    ]


@damage()
def sections_listed(draft: Draft) -> None:
    names = "、".join(text[2:] for _, text in form.SECTIONS)
    draft.title.append(Line(f"本报告由{names}六个部分组成。"))


@damage()
def runs_lost(draft: Draft) -> None:
    """年, 月, 日, 条, 件 and 〕 stood in elements of their own that the extractor dropped, all over the prose."""
    for part in draft.sections.values():
        part[:] = [Line(re.sub("[年月条件〕]", "", b.text)) if getattr(b, "kind", "") == "text" else b for b in part]


@damage()
def angle_brackets(draft: Draft) -> None:
    """《》 typed as < >, unescaped: in HTML an unknown tag, in text its residue."""
    name = "中华人民共和国政府信息公开工作年度报告格式"
    written = f"根据<{name}>要求，编制本报告。" if draft.layout.format == "html" else "根据格式>要求，编制本报告。"
    draft.title.append(Line(written, "unescaped"))
    draft.sections["other"].insert(1, Line(written.replace("编制本报告", "特此说明"), "unescaped"))


@damage()
def page_break_in_sentence(draft: Draft) -> None:
    text = draft.sections["overview"][-1].text
    draft.sections["overview"][-1:] = [Line(text[:14]), Line("- 2 -"), Line(text[14:])]


@damage()
def charts_captioned(draft: Draft) -> None:
    """Numbers of figures and captions that are no values."""
    draft.sections["overview"].append(Line("图1  2023年各渠道公开数量占比  图2 近三年申请量"))
    draft.sections["requests"].insert(1, Line("表2 申请办理情况统计表（单位：件）"))


@damage()
def attachments_listed(draft: Draft) -> None:
    draft.sections["other"] += [Line("附件下载："), Line("附表1：政府信息公开情况统计表.xls"), Line("年度报告.pdf")]
