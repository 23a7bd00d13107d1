"""What a figure is a part of: the whole before 其中, or the figure whose bracket it stands in."""

from __future__ import annotations

import re

from pipelines.reading.figures import Figure
from pipelines.reading.periods import is_change
from pipelines.records import Mention

_NEW_WHOLE = re.compile(r"同时|此外|另外|另|还|全年|累计|合计|本年度?")
_OWN_VERB = re.compile(r"公开|发布|公布|推送|收到|受理")


class Wholes:
    """Follows the figures of one sentence in order: `of` before a figure is measured, `add` behind that."""

    def __init__(self) -> None:
        self.whole: Mention | None = None
        self.outside: list[Mention | None] = []  # the wholes that are open outside of brackets
        self.seen: list[tuple[Figure, Mention | None]] = []
        self.parts = 0
        self.parted_by_semicolon = False

    def of(self, figure: Figure) -> Mention | None:
        """The whole that is open where the figure stands; None without one."""
        for sign in figure.gap + figure.before:
            if sign == "(":
                self.outside.append(self.whole)
                self.whole = self._before_bracket(figure) or self.whole
            elif sign == ")" and self.outside:
                self.whole = self.outside.pop()
        if self.outside:
            return self.whole
        if figure.opens_parts:
            self.whole, self.parts = self._before_parts(figure), 0
        elif self.whole and (_NEW_WHOLE.match(figure.clause) or self._is_behind_list(figure)):
            self.whole = None
        return self.whole

    def add(self, figure: Figure, mention: Mention | None) -> None:
        self.seen.append((figure, mention))
        self.parts += not self.outside

    def close(self) -> None:
        """The figure is a whole itself, and ends the list of parts before it."""
        if not self.outside:
            self.whole = None

    def _before_bracket(self, figure: Figure) -> Mention | None:
        last = self.seen[-1][1] if self.seen else None
        return last if last and last.unit == figure.unit else None

    def _before_parts(self, figure: Figure) -> Mention | None:
        """The last figure of the unit, changes against another year apart; None where it counts nothing known."""
        likely = (
            mention for one, mention in reversed(self.seen) if one.unit == figure.unit and not is_change(one.clause)
        )
        return next(likely, None)

    def _is_behind_list(self, figure: Figure) -> bool:
        """Whether a semicolon, which parted no parts so far, ends their list."""
        semicolon = ";" in figure.gap
        if self.parts == 1:
            self.parted_by_semicolon = semicolon
            return semicolon and bool(_OWN_VERB.search(figure.before))
        return semicolon and not self.parted_by_semicolon
