"""A report's tables three and four with figures that are all known by hand: every equality holds, rates are distinct."""

from __future__ import annotations

APPLICANTS = ("natural_person", "commercial_enterprise", "research_institution", "public_welfare_org",
              "legal_service_org", "other_org")  # fmt: skip
# Totals of table three; the applicants other than natural persons stand below, the rest is natural persons.
TOTALS = {
    "new_received": 100, "carried_in": 20, "granted": 41, "partially_granted": 13,
    "denied_state_secret": 1, "denied_law_forbids": 2, "denied_security_stability": 3, "denied_third_party": 4,
    "denied_internal_affairs": 5, "denied_process_info": 6, "denied_enforcement_file": 7, "denied_admin_inquiry": 0,
    "unavailable_not_held": 8, "unavailable_needs_creation": 3, "unavailable_still_unclear": 1,
    "notprocessed_petition": 2, "notprocessed_repeat": 1, "notprocessed_publication": 4, "notprocessed_excessive": 3,
    "notprocessed_reconfirm": 0, "other_overdue_correction": 1, "other_unpaid_fee": 2, "other_misc": 3,
    "result_total": 110, "carried_out": 10,
}  # fmt: skip
OTHERS = dict(zip(APPLICANTS[1:], (17, 9, 7, 4, 2), strict=True))
SPLIT = ("new_received", "granted", "result_total")  # what the other applicants asked was granted to them
DISPUTES = {"review": (11, 3, 2, 4, 20), "suit_direct": (5, 2, 1, 1, 9), "suit_after_review": (6, 1, 3, 2, 12)}
OUTCOMES = ("upheld", "corrected", "other", "pending", "total")


def figures() -> dict[str, int]:
    """Key → figure, for every cell of tables three and four."""
    found = {}
    for row, total in TOTALS.items():
        others = OTHERS if row in SPLIT else dict.fromkeys(OTHERS, 0)
        found |= {f"t3.{row}.{column}": value for column, value in others.items()}
        found |= {f"t3.{row}.natural_person": total - sum(others.values()), f"t3.{row}.total": total}
    for block, outcomes in DISPUTES.items():
        found |= {f"t4.{block}.{name}": value for name, value in zip(OUTCOMES, outcomes, strict=True)}
    return found
