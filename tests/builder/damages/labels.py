"""Damages of labels: how real reports word, break, annotate and number them."""

from __future__ import annotations

import re

from tests.builder import form, variants
from tests.builder.damages import damage
from tests.builder.draft import Draft
from tests.builder.tables import Slot

_KANGXI = str.maketrans("一二八人大工行力口自至见里非食高", "⼀⼆⼋⼈⼤⼯⾏⼒⼝⾃⾄⻅⾥⾮⾷⾼")
_HALF = str.maketrans("（）：，“”", '():,""')
_FULL = str.maketrans("().:,12345678", "（）．：，１２３４５６７８")
_SPLIT = ("本年制发件数", "处理决定", "申请", "组织", "结果", "机构", "企业", "收费", "规范性", "结转")
_MIRROR = {"处": "處(chǔ)", "决": "決(jué)", "数": "數(shù)", "务": "務(wù)", "总": "總(zǒng)", "报": "報(bào)", "机": "機(jī)",
           "构": "構(gòu)", "业": "業(yè)", "请": "請(qǐng)", "结": "結(jié)", "转": "轉(zhuǎn)", "规": "規(guī)", "维": "維(wéi)"}  # fmt: skip


def label_slots(draft: Draft) -> list[Slot]:
    return [s for group in draft.tables.values() for t in group for s in t.slots() if not s.key and s.text.strip()]


@damage()
def labels_varied(draft: Draft) -> None:
    """Every label worded in one of the ways that were seen."""
    for slot in label_slots(draft):
        if found := variants.variants()["labels"].get(slot.text):
            slot.text = variants.printed(draft.rng.choice([slot.text, *found]), draft.layout)


@damage()
def one_label_varied(draft: Draft) -> None:
    """The same wordings, one at a time."""
    here = {slot.text for slot in label_slots(draft)}
    label, variant = draft.rng.choice([(label, v) for label, v in variants.labels() if label in here])
    draft.relabel(label, variants.printed(variant, draft.layout))


@damage(editions=("f2019",))
def annotated_labels(draft: Draft) -> None:
    """Labels with what they mean in brackets, and a row the form does not have."""
    for slot in label_slots(draft):
        longer = [v for v in variants.variants()["labels"].get(slot.text, ()) if "(指" in v or "(全区" in v]
        slot.text = longer[0] if longer else slot.text
    draft.two.rows.insert(4, [Slot("其他主动公开文件(指除规范性文件外的文件)"), *(Slot(str(n)) for n in (57, 58, 59))])


@damage()
def header_cut(draft: Draft) -> None:
    """The names of two columns are cut to the same few characters."""
    for old in ("本年新制作数量", "本年新公开数量", "本年制发件数", "本年废止件数"):
        draft.relabel(old, old[:3] if old[2] == "新" else "本年")
    draft.truth.loosen(draft.truth.of_table("t2")[:6])


@damage()
def column_named_twice(draft: Draft) -> None:
    draft.relabel("本年新公开数量", "本年新制作数量")
    draft.relabel("本年废止件数", "本年制发件数")
    draft.truth.loosen(draft.truth.of_table("t2")[:6])


@damage()
def labels_split(draft: Draft) -> None:
    """Labels broken in the middle, wherever the cell was too narrow."""
    for slot in label_slots(draft):
        if len(slot.text) > 3 and any(part in slot.text for part in _SPLIT) and draft.rng.random() < 0.5:
            at = draft.rng.randrange(2, len(slot.text) - 1)
            slot.text = variants.printed(f"{slot.text[:at]}|{slot.text[at:]}", draft.layout)


@damage()
def ocr_spaces(draft: Draft) -> None:
    """Spaces between the characters of labels, headings and prose."""
    for slot in label_slots(draft):
        if len(slot.text) > 2 and draft.rng.random() < 0.4:
            slot.text = _spaced(slot.text, draft)
    for part in draft.sections.values():
        part[:] = [
            draft.reworded(block, _spaced(block.text, draft)) if hasattr(block, "kind") else block for block in part
        ]


def _spaced(text: str, draft: Draft) -> str:
    at = draft.rng.randrange(min(3, len(text) - 1), len(text)) if len(text) > 1 else 0  # not within an enumerator
    return f"{text[:at]} {text[at:]}" if not text[at - 1 : at + 1].isdigit() else text


@damage()
def kangxi_radicals(draft: Draft) -> None:
    """Characters of labels and headings that only look like themselves."""
    _translate(draft, _KANGXI)


@damage()
def half_width_labels(draft: Draft) -> None:
    _translate(draft, _HALF)


@damage()
def full_width_labels(draft: Draft) -> None:
    _translate(draft, _FULL)


def _translate(draft: Draft, table: dict) -> None:
    for slot in label_slots(draft):
        slot.text = slot.text.translate(table)
    for part in draft.sections.values():
        part[:] = [
            draft.reworded(b, b.text.translate(table)) if getattr(b, "kind", "") == "heading" else b for b in part
        ]


@damage()
def mirrored(draft: Draft) -> None:
    """Labels in traditional characters with stray romanisation, as mirrors print them."""
    for slot in label_slots(draft):
        slot.text = "".join(_MIRROR.get(char, char) for char in slot.text)
    if draft.layout.name in ("tabc", "html_cell_paragraphs"):  # they break labels, here within the romanisation
        for name in draft.tables:
            draft.truth.loosen(draft.truth.of_table(name))


@damage()
def bookmarks(draft: Draft) -> None:
    """What an export from Word leaves in cells and paragraphs."""
    for slot in draft.rng.sample(label_slots(draft), 10):
        slot.text = f"[bookmark: _Hlk{draft.rng.randint(10**7, 10**8)}]{slot.text}"
    for key in draft.rng.sample(list(draft.truth.cells), 5):
        cell = draft.truth.cells[key]
        draft.write(key, f"[bookmark: _Hlk{draft.rng.randint(10**7, 10**8)}]{cell.raw}", cell.value, cell.status)


@damage()
def enumerators_lost(draft: Draft) -> None:
    """Labels without their numbers: 3.其他 and （七）总计 are then words that also name columns."""
    for slot in label_slots(draft):
        slot.text = re.sub(r"^(?:[一二三四]、|（[一二三四五六七]）|[1-8]\.)", "", slot.text)
    draft.truth.loosen(draft.truth.of_table("t3"))


@damage()
def enumerators_shifted(draft: Draft) -> None:
    """The numbers of the rows are one too high: the words decide."""
    ahead = {str(n): str(n + 1) for n in range(1, 9)}
    for slot in label_slots(draft):
        if slot.text[1:2] == ".":
            slot.text = ahead[slot.text[0]] + slot.text[1:]


@damage()
def labels_with_colon(draft: Draft) -> None:
    for slot in label_slots(draft):
        slot.text += draft.rng.choice(("", "：", ":"))


@damage()
def vertical_labels(draft: Draft) -> None:
    """The labels of groups stand upright, one character a line."""
    for label in (form.RESULTS, *form.GROUPS.values()):
        draft.relabel(label, variants.printed("|".join(label), draft.layout))


@damage()
def labels_repeated(draft: Draft) -> None:
    """A group's label stands before each of its rows, in one cell with the row's own."""
    groups = {
        label: form.GROUPS[group]
        for _, group, label in form.TABLE_THREE[draft.truth.edition["t3"]]
        if group in form.GROUPS
    }
    for slot in draft.three.slots():
        if slot.text in groups and not slot.key:
            slot.text = f"{groups[slot.text]} {slot.text}"
    draft.truth.loosen(draft.truth.of_table("t3"))


@damage()
def row_labelled_twice(draft: Draft) -> None:
    """Two rows bear the same label: neither is proven."""
    draft.relabel("5.属于三类内部事务信息", "6.属于四类过程性信息")
    for row in ("denied_internal_affairs", "denied_process_info"):
        draft.truth.loosen(form.row_keys(row))


@damage()
def labels_swapped_in_two(draft: Draft) -> None:
    """行政处罚 stands below 行政强制: labels decide."""
    rows = draft.two.rows
    at = next(y for y, row in enumerate(rows) if row[0].text == "行政处罚")
    rows[at], rows[at + 1] = rows[at + 1], rows[at]


# A label of the form, and what turns its sense: the figures below or beside it are of no cell.
_TURNED = (
    ("行政许可", "非行政许可"), ("行政处罚", "行政处罚听证"), ("行政强制", "其他行政强制"), ("行政许可", "全县行政许可"),
    ("本年处理决定数量", "上年处理决定数量"), ("本年制发件数", "上年制发件数"), ("本年新公开数量", "上年新公开数量"),
    ("一、本年新收政府信息公开申请数量", "一、上年新收政府信息公开申请数量"), ("行政许可", "其中行政许可"),
    ("四、结转下年度继续办理", "四、结转本年度继续办理"), ("1.本机关不掌握相关政府信息", "1.本机关掌握相关政府信息"),
    ("3.要求提供公开出版物", "3.要求提供非公开出版物"), ("（一）予以公开", "（一）不予以公开"),
    ("科研机构", "非科研机构"), ("自然人", "非自然人"), ("本年收费金额（单位：万元）", "上年收费金额（单位：万元）"),
)  # fmt: skip


@damage()
def sense_turned(draft: Draft) -> None:
    """A label that only looks like the form's: 上年新收 for 本年新收, 非行政许可 for 行政许可."""
    here = {slot.text for group in draft.tables.values() for t in group for slot in t.slots() if not slot.key}
    old, new = draft.rng.choice([pair for pair in _TURNED if pair[0] in here])
    for name, group in draft.tables.items():
        for table in group:
            touched = [row for row in table.rows if any(slot.text == old and not slot.key for slot in row)]
            if not touched:
                continue
            draft.truth.loosen(draft.truth.of_table(name))
            lines = [row for row in touched if any(slot.key for slot in row)] or table.rows
            for key in (slot.key for row in lines for slot in row if slot.key):
                draft.truth.cells[key].allowed |= {"unparseable"}
            if lines is not table.rows:
                draft.truth.unknowable(slot.key for row in lines for slot in row if slot.key)
    draft.relabel(old, new)
