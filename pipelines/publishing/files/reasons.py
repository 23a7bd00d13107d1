"""Why a cell has no figure, in words for a person; the short words of the statuses stand with the report's page."""

from __future__ import annotations

from pipelines.publishing.report_page import STATUS_WORDS

NOT_IN_FORM, NO_TABLE = "not_in_form", "no_table"
# One sentence each; the first two have a figure. The last two are words of files only: such a cell has no row in `cells`.
REASONS: dict[str, tuple[str, str]] = {
    "reported": ("印有数字。", "A number is printed."),
    "zero_word": ("印的是“无”“零”一类的字，数值记为 0。", "A word for zero is printed (无, 零); the figure is 0."),
    "blank": ("来源里有这一格，没有填写；不是零。", "The cell is in the source and nothing is filled in; it is not a zero."),
    "not_applicable": ("来源里印的是斜线、横线或“不适用”；不是零。", "A slash, a dash or 不适用 is printed; it is not a zero."),
    "missing": ("来源里没有这一格或整张表；不知道是多少。", "The source has lost the cell or the whole table; the figure is not known."),
    "unparseable": ("印的文字不是数字，见“原文”。", "What is printed is no number; see the text as printed."),
    "refused": ("来源里有字，但无法证明是哪一格的哪个数，故不采用。", "Something is printed, and which cell or number it is could not be proven, so no figure was taken."),
    NOT_IN_FORM: ("该报告所用的表格没有这一格。", "The form that this report uses has no such cell."),
    NO_TABLE: ("该报告没有读出统计表（例如文件打不开），不知道是多少。", "No table was read in this report (its file cannot be opened, say); the figure is not known."),
}  # fmt: skip
SHORT: dict[str, tuple[str, str]] = STATUS_WORDS | {
    NOT_IN_FORM: ("表格无此格", "not in this form"),
    NO_TABLE: ("没有读出表格", "no table read"),
}
WITH_FIGURE = frozenset(("reported", "zero_word"))


def short(status: str, header: str) -> str:
    """A status as a file with these headers writes it: words in its language, or the code for programs."""
    return status if header == "names" else SHORT[status][header != "zh"]


def reason(status: str, language: str) -> str:
    """Why there is no figure, the short words first; empty where there is one."""
    which = language != "zh"
    return "" if status in WITH_FIGURE else f"{SHORT[status][which]}{': ' if which else '：'}{REASONS[status][which]}"


def tally(counts: dict[str, int], language: str) -> str:
    """How many cells of a report are empty for which reason: 空白 12，缺失 3."""
    said = [f"{SHORT[status][language != 'zh']} {counts[status]}" for status in SHORT if counts.get(status) and status not in WITH_FIGURE]  # fmt: skip
    return ("，" if language == "zh" else ", ").join(said)
