"""The looks that an OFD keeps apart from its pages: drawing parameters, whose colours objects and layers refer to."""

from __future__ import annotations

from copy import deepcopy

from pipelines.documents.packages import Element, Parts, part_beside

_COLOURS = ("FillColor", "StrokeColor")
_MOST_STEPS = 10  # parameters based on one another


class Looks:
    """The drawing parameters of a document by their IDs. Raises what reading a part raises."""

    def __init__(self, parts: Parts, where: str, document: Element) -> None:
        self._by_id: dict[str | None, Element] = {}
        for listed in document.iter("{*}PublicRes", "{*}DocumentRes"):
            name = part_beside(where, listed.text)
            for each in parts.xml(name).iter("{*}DrawParam") if name in parts else ():
                self._by_id[each.get("ID")] = each

    def give(self, thing: Element) -> None:
        """Writes into an object the colours and the width of lines that its drawing parameters, or those of its layer, have for it."""
        if not self._by_id:
            return
        chosen = thing.get("DrawParam") or next(
            (over.get("DrawParam") for over in thing.iterancestors() if over.get("DrawParam")), None
        )
        for _ in range(_MOST_STEPS):
            if (look := self._by_id.get(chosen)) is None:
                return
            for name in _COLOURS:
                colour = next(look.iterchildren("{*}" + name), None)
                if colour is not None and next(thing.iterchildren("{*}" + name), None) is None:
                    thing.append(deepcopy(colour))
            if look.get("LineWidth") and not thing.get("LineWidth"):
                thing.set("LineWidth", look.get("LineWidth", ""))
            chosen = look.get("Relative")
