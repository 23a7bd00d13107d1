"""Source files read: NAME.yml of a folder as checked sources; what is wrong is said with file, line and remedy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, ClassVar

import yaml
from pydantic import BaseModel, ValidationError

from crawler.options import Options
from crawler.source import Expect, Source, Wanted

SHIPPED = Path(__file__).parent / "sources"
_DAY = "tag:yaml.org,2002:timestamp"
_REMEDIES = (  # what PyYAML's complaints hold, and what is meant by them
    ("mapping values", "put a value with a colon into quotation marks"),
    ("expected ','", "put a value with braces or commas into quotation marks"),
    (
        "cannot start any token",
        "indent with blanks; a tab is none, and put values that begin with @, ` or % into quotation marks",
    ),
    (
        "could not find expected ':'",
        "after every key stand a colon (: and not ：) and a blank; look at the line before too",
    ),
    ("another document", "a file is one source; remove what begins with ---"),
)
_EXAMPLES = {
    "years": "[2021, 2022]",
    "hosts": "[files.example.gov.cn]",
    "division": "six or twelve digits",
    "verified": "never or a day, as 2026-11-21",
}


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Days stay text, so that one that no month has is said with its field and line."""

    yaml_implicit_resolvers: ClassVar = {
        first: [(tag, how) for tag, how in known if tag != _DAY]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


class SourceError(ValueError):
    """A source that cannot be used; the message is one sentence with the file, the line where known and the remedy."""


def load_folder(folder: Path) -> dict[str, Source]:
    """Every source of a folder by id, also those that are off. No folder, or any bad file, is a SourceError."""
    return {name: one for name, one in _folder(folder).items() if isinstance(one, Source)}


def wanted_in(folder: Path) -> dict[str, Wanted]:
    """The publishers of a folder whose columns nobody has found yet."""
    return {name: one for name, one in _folder(folder).items() if isinstance(one, Wanted)}


def _folder(folder: Path) -> dict[str, Source | Wanted]:
    if not folder.is_dir():
        raise SourceError(f"{folder} is no folder; give one that holds NAME.yml files")
    if stray := sorted(folder.glob("*.yaml")):
        raise SourceError(f"{stray[0]}: a source's file must end in .yml; rename it")
    return {path.stem: load(path) for path in sorted(folder.glob("*.yml"))}


def load_all(folders: Iterable[Path]) -> dict[str, Source]:
    """The sources of several folders; a name in a later folder replaces the same name before it."""
    return {name: source for folder in folders for name, source in load_folder(folder).items()}


def folders(folder: Path | None, data: Path) -> list[Path]:
    """Where sources are looked for: in `folder` alone, or among those shipped and those of the data folder."""
    own = data / "sources"
    return [folder] if folder else [SHIPPED, *([own] if own.is_dir() else [])]


def choose(names: Sequence[str], folder: Path | None, data: Path) -> list[Source]:
    """The sources named, also those that are off, or all that are on; raises SourceError for a name that is none, or
    where there is no source at all."""
    known = load_all(folders(folder, data))
    if missing := [name for name in names if name not in known]:
        if any(missing[0] in wanted_in(place) for place in folders(folder, data)):
            raise SourceError(f"the column of {missing[0]} is wanted: nobody has found its address yet")
        raise SourceError(f"no source is called {missing[0]!r}; `gongkai source list` names those there are")
    if not known:
        raise SourceError(f"{folder or SHIPPED} holds no source; put a NAME.yml there")
    if names:
        return [known[name] for name in dict.fromkeys(names)]
    if on := [source for source in known.values() if source.enabled]:
        return on
    raise SourceError(f"every source of {folder or SHIPPED} is off; name one, or remove its `enabled: false`")


def load(path: Path) -> Source | Wanted:
    """One source from its file; raises SourceError that names file, line and remedy."""
    node, data = _read(path)
    if not isinstance(data, dict):
        raise SourceError(f"{path}:1: a source is a list of `key: value` lines; see crawler/sources/ for examples")
    for line, what in _odd_keys(node):
        raise SourceError(f"{path}:{line}: {what}")
    if "id" in data:
        raise SourceError(f"{path}:{_line(node, ('id',))}: the id is the file's name; remove the line")
    kind = Wanted if "wanted" in data else Source
    try:
        return kind.model_validate({**data, "id": path.stem})
    except ValidationError as error:
        raise SourceError(_sentence(path, node, error, kind)) from error


def _read(path: Path) -> tuple[yaml.Node | None, Any]:
    """A file's YAML as nodes, which know their lines, and as data."""
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        return node, None if node is None else loader.construct_document(node)
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: not UTF-8 text ({error.reason} at byte {error.start}); save it as UTF-8") from error
    except (yaml.YAMLError, OSError) as error:
        raise SourceError(f"{path}{_mark(error)}: {_reason(error)}") from error


def _odd_keys(node: yaml.Node | None) -> Iterator[tuple[int, str]]:
    """What YAML lets pass and nobody means, with its line: a key given twice, or one that is no word (`on` means true)."""
    seen: set[str] = set()
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        line, name = key.start_mark.line + 1, key.value
        if key.tag == "tag:yaml.org,2002:bool":
            yield line, f"{name}: YAML reads this key as true or false; to switch a source off write `enabled: false`"
        elif key.tag != "tag:yaml.org,2002:str":
            yield line, f"{name}: a key must be a word"
        elif name in seen:
            yield line, f"{name}: stands here a second time; remove one of the two lines"
        seen.add(str(name))
        yield from _odd_keys(value)


def _mark(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f":{mark.line + 1}" if mark else ""


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"cannot be read ({error.strerror})"
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    remedy = next((remedy for words, remedy in _REMEDIES if words in problem), "check colons and indentation")
    return f"not valid YAML: {problem}; {remedy}"


def checked(name: str, data: dict[str, Any]) -> Source:
    """A source made of fields rather than read from a file; raises SourceError that names field and remedy."""
    try:
        return Source.model_validate({**data, "id": name})
    except ValidationError as error:
        where, what = _complaint(error, Source)
        raise SourceError(f"{'.'.join(map(str, where)) or 'source'}: {what}") from error


def _sentence(path: Path, node: yaml.Node | None, error: ValidationError, kind: type[BaseModel]) -> str:
    """The first thing wrong, as FILE:LINE: key: what and remedy."""
    where, what = _complaint(error, kind)
    more = f"; {error.error_count() - 1} more after this one" if error.error_count() > 1 else ""
    return f"{path}:{_line(node, where)}: {'.'.join(map(str, where)) or 'source'}: {what}{more}"


def _complaint(error: ValidationError, kind: type[BaseModel]) -> tuple[tuple, str]:
    """The key that is first to be put right, and what is wrong with it."""
    first = min(error.errors(), key=lambda e: e["type"] != "extra_forbidden")  # a typo explains what is missing
    message = first["msg"].removeprefix("Value error, ")
    where = tuple(first["loc"]) or tuple(message.split(" ")[0].split("."))  # rules over several keys begin with the key
    if first["type"] == "extra_forbidden":
        near = get_close_matches(str(where[-1]), _keys_beside(where, kind), 1)
        meant = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(_keys_beside(where, kind))}"
        return where, f"unknown key; {meant}"
    if first["type"] == "missing":
        return where, "is missing; add it"
    what = message.removeprefix(f"{'.'.join(map(str, where))} ")
    return where, what if first["type"] == "value_error" else _in_words(where, what, first)


def _in_words(where: tuple, message: str, error: dict[str, Any]) -> str:
    """A complaint about a value's kind or form in the words of somebody who writes YAML, not Python."""
    key, given = str(where[-1]), error["input"]
    if error["type"] == "tuple_type":
        return f"must be a list; write {key}: {_EXAMPLES.get(key, '[…, …]')} (it is {given!r})"
    if error["type"] in ("model_type", "dict_type"):
        return f"must be lines `key: value` of its own, indented below it (it is {given!r})"
    if error["type"] == "string_pattern_mismatch" and key in _EXAMPLES:
        return f"must be {_EXAMPLES[key]} (it is {given!r})"
    if given is None:
        return "is empty; write it, or remove the line"
    if error["type"] == "string_type":
        example = ', as "22:00-06:00"' if key == "window" else ""
        return f"must be text; put it into quotation marks{example} (it is {given!r})"
    return f"{message} (it is {given!r})"


def _keys_beside(where: tuple, kind: type[BaseModel]) -> list[str]:
    model = {"options": Options, "expect": Expect}.get(str(where[0]), kind) if len(where) > 1 else kind
    return [info.alias or name for name, info in model.model_fields.items() if name != "id"]


def _line(node: yaml.Node | None, where: tuple) -> int:
    """The line of the deepest part of `where` that stands in the file."""
    line = node.start_mark.line + 1 if node else 1
    for part in where:
        if not isinstance(node, yaml.MappingNode):
            break
        found = next(((k, v) for k, v in node.value if k.value == part), None)
        if found is None:
            break
        line, node = found[0].start_mark.line + 1, found[1]
    return line
