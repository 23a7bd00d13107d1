"""The official form as data: editions, rows, columns, labels, sections, findings. The only place that loads it."""

from pipelines.form.editions import APPLICANTS, EDITIONS, SECTIONS, TABLE_FOUR, Edition, form_cells

__all__ = ["APPLICANTS", "EDITIONS", "SECTIONS", "TABLE_FOUR", "Edition", "form_cells"]
