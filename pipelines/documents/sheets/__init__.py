"""Workbooks in the form of Office Open XML (XLSX); XLS, ET and ODS come here converted.

Read from the XML itself: readers of values know neither the format in which a number is shown, nor which rows are
hidden, nor which digit is raised, and all three decide what a person sees.
"""

from pipelines.documents.sheets.xlsx import read_xlsx

__all__ = ["read_xlsx"]
