"""The closed lists of words (the contract's tables and the form's keys)."""

from __future__ import annotations

from enum import StrEnum


class CellStatus(StrEnum):
    """Why a cell has its value or has none. Only the first two carry a value."""

    REPORTED = "reported"
    ZERO_WORD = "zero_word"
    BLANK = "blank"
    NOT_APPLICABLE = "not_applicable"
    MISSING = "missing"
    UNPARSEABLE = "unparseable"
    REFUSED = "refused"


class Match(StrEnum):
    """How a cell found its place in the form."""

    EXACT = "exact"
    ALIAS = "alias"
    FUZZY = "fuzzy"
    GROUP_CONTEXT = "group_context"
    POSITIONAL = "positional"


class Severity(StrEnum):
    ERROR = "error"
    WARN = "warn"
    INFO = "info"


class CheckStatus(StrEnum):
    PASS = "pass"
    PASS_BLANK_AS_ZERO = "pass_blank_as_zero"
    FAIL = "fail"
    NOT_ASSESSABLE = "not_assessable"


class ReportStatus(StrEnum):
    COMPLETE = "complete"
    PARTIAL = "partial"
    PROSE = "prose"
    UNREADABLE = "unreadable"


class Scope(StrEnum):
    OWN = "own"
    AGGREGATE = "aggregate"
    UNKNOWN = "unknown"


class Level(StrEnum):
    CENTRAL = "central"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    GOVERNMENT = "government"
    OFFICE = "office"
    DEPARTMENT = "department"
    SUBDISTRICT = "subdistrict"
    ZONE = "zone"
    VERTICAL = "vertical"
    INSTITUTION = "institution"
    UNKNOWN = "unknown"


class CaptureOutcome(StrEnum):
    """What became of one capture once its bytes were looked at."""

    REPORT = "report"
    NOT_A_REPORT = "not_a_report"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    LIST_PAGE = "list_page"
    UNCHANGED = "unchanged"
    GONE = "gone"  # what stood at this address and is held is no longer there


class Robots(StrEnum):
    ALLOWED = "allowed"
    DENIED = "denied"
    NONE = "none"
    UNKNOWN = "unknown"


class RunOutcome(StrEnum):
    """How a run over one source ended; a closed list, turned into the exit code by gongkai.exit_codes."""

    OK = "ok"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    STALE = "stale"
    PARTIAL = "partial"
    BLOCKED = "blocked"
    LAYOUT_CHANGED = "layout_changed"
    GONE = "gone"
    UNREACHABLE = "unreachable"
    ROBOTS_DENIED = "robots_denied"
    STOPPED = "stopped"
    FAILED = "failed"
