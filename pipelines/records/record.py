"""The decorator of all records: a frozen dataclass with slots that is quickly made and goes quickly from process to process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields
from operator import attrgetter
from typing import TypeVar, dataclass_transform

Record = TypeVar("Record")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[Record]) -> type[Record]:
    """`dataclass(frozen=True, slots=True)`, made in less than half the time and pickled as the tuple of its values.

    A report is a thousand such objects, each made once and pickled once on its way from a reader to the writer. The
    standard way asks for every field by name there, which takes six times as long. A `__post_init__` is not called.
    """
    made = dataclass(frozen=True, slots=True)(cls)
    names = [one.name for one in fields(made)]
    values = attrgetter(*names) if len(names) > 1 else lambda self: (getattr(self, names[0]),)
    if all(one.default_factory is MISSING for one in fields(made)):
        made.__init__ = _initialiser(made)
    made.__reduce__ = lambda self: (restored, (made, values(self)))
    return made


def restored(cls: type[Record], values: tuple) -> Record:
    """The record that was pickled as `values`. ValueError where it had other fields: no default stands in for them."""
    if len(values) != len(cls.__slots__):
        raise ValueError(f"{cls.__name__} has {len(cls.__slots__)} fields, not {len(values)}")
    return cls(*values)


def _initialiser(made: type[Record]) -> Callable[..., None]:
    """The `__init__` that dataclass writes for a class that is not frozen: slots are set past its `__setattr__`.

    Written as source, as dataclass does it, because only so its arguments are as quick as those of any function.
    """
    known: dict[str, object] = {f"put_{one.name}": getattr(made, one.name).__set__ for one in fields(made)}
    known |= {f"default_{one.name}": one.default for one in fields(made)}
    given = (one.name + ("" if one.default is MISSING else f"=default_{one.name}") for one in fields(made))
    puts = (f"put_{one.name}(self, {one.name})" for one in fields(made))
    exec(f"def __init__(self, {', '.join(given)}):\n    {'; '.join(puts)}", known)
    known["__init__"].__qualname__ = f"{made.__qualname__}.__init__"  # so that a TypeError names the record
    return known["__init__"]
