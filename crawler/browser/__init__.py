"""A browser for the few pages that are empty without script: the system's chromium, driven page by page, within a budget.

Rows are waited for by a selector, never by silence of the network: counters poll for ever. What leads on without an
address is clicked. Images, fonts and media are never asked for, nor anything that the source or robots.txt forbids.
"""

from crawler.browser.program import Browser, NeedsBrowser
from crawler.browser.visit import BEHIND, Shown, Stuck

__all__ = ["BEHIND", "Browser", "NeedsBrowser", "Shown", "Stuck"]
