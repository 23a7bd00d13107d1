"""The registry of damages: each changes a draft and says in its truth what may still be read of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.builder.draft import Draft


@dataclass(frozen=True)
class Damage:
    """`apply` changes a draft in place. `editions` and `formats` say where it makes sense; empty means everywhere."""

    name: str
    apply: Callable[[Draft], None]
    editions: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()

    def suits(self, edition: str, layout) -> bool:
        return edition in (self.editions or (edition,)) and layout.format in (self.formats or (layout.format,))


DAMAGES: dict[str, Damage] = {}


def damage(*, editions: tuple[str, ...] = (), formats: tuple[str, ...] = ()) -> Callable:
    """Register a function of a draft under its own name."""

    def register(function: Callable[[Draft], None]) -> Callable[[Draft], None]:
        DAMAGES[function.__name__] = Damage(function.__name__, function, editions, formats)
        return function

    return register


# the modules below register themselves; imported last because they need the names above
from tests.builder.damages import around, columns, figures, labels, rows, shapes, strangers  # noqa: E402, F401
