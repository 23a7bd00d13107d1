"""DATA/settings.yml: who crawls here, and whom to tell when a source breaks. The environment goes before the file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import yaml

ENVIRONMENT = {"contact": "GONGKAI_CONTACT", "webhook": "GONGKAI_WEBHOOK"}


class WrongPreferences(ValueError):
    """settings.yml cannot be followed; one sentence with the remedy."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """`contact` stands in the user agent; `webhook` is told of bad outcomes, a private address only where allowed."""

    contact: str = ""
    webhook: str = ""
    webhook_to_private: bool = False


NOTHING_SAID = Preferences()


def load(data: Path, environment: Mapping[str, str] = os.environ) -> Preferences:
    """The preferences of a data folder; all empty where it has no settings.yml. Raises WrongPreferences."""
    path = data / "settings.yml"
    said = _read(path) if path.is_file() else {}
    said |= {name: environment[variable] for name, variable in ENVIRONMENT.items() if environment.get(variable)}
    for name, value in said.items():
        _require(path, name, value)
    return Preferences(**said)


def _read(path: Path) -> dict:
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise WrongPreferences(f"{path}: not valid YAML ({str(error).splitlines()[0]})") from error
    if said is not None and not isinstance(said, dict):
        raise WrongPreferences(f"{path}: must hold `key: value` lines, for example `contact: you@example.org`")
    return said or {}


def _require(path: Path, name: str, value: object) -> None:
    known = {field.name: field.type for field in fields(Preferences)}
    if name not in known:
        raise WrongPreferences(f"{path}: unknown key {name!r}; known: {', '.join(known)}")
    kind = bool if name == "webhook_to_private" else str
    if not isinstance(value, kind):
        raise WrongPreferences(f"{path}: {name} must be {'true or false' if kind is bool else 'text'}")
    if name == "contact" and (not value.isprintable() or not value.isascii() or set(value) & set("();")):
        raise WrongPreferences(f"{path}: contact must be an address in plain ASCII, without brackets and semicolons")
    if name == "webhook" and not value.startswith(("http://", "https://")):
        raise WrongPreferences(f"{path}: webhook must begin with https:// or http://")
