"""The words all rooms share: what a document, a report, a cell, a check and a capture are.

Plain immutable data and closed lists of words; no behaviour beyond deriving stable ids. Every other room imports this
one; it imports none.
"""

from pipelines.records.captures import Capture, Provenance
from pipelines.records.documents import Block, Box, Document, Grid, GridCell, Paragraph, Sighting
from pipelines.records.ids import stable_id
from pipelines.records.reports import (
    Cell,
    Check,
    Evidence,
    Finding,
    Identity,
    Mention,
    Place,
    Reading,
    Report,
    Section,
    Statistic,
)
from pipelines.records.words import (
    CaptureOutcome,
    CellStatus,
    CheckStatus,
    Kind,
    Level,
    Match,
    ReportStatus,
    Robots,
    RunOutcome,
    Scope,
    Severity,
)

__all__ = [
    "Block",
    "Box",
    "Capture",
    "CaptureOutcome",
    "Cell",
    "CellStatus",
    "Check",
    "CheckStatus",
    "Document",
    "Evidence",
    "Finding",
    "Grid",
    "GridCell",
    "Identity",
    "Kind",
    "Level",
    "Match",
    "Mention",
    "Paragraph",
    "Place",
    "Provenance",
    "Reading",
    "Report",
    "ReportStatus",
    "Robots",
    "RunOutcome",
    "Scope",
    "Section",
    "Severity",
    "Sighting",
    "Statistic",
    "stable_id",
]
