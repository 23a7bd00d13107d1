"""The house keeps its order: imports run one way, libraries stay in their rooms, functions and files stay small."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PRODUCT = ("gongkai", "crawler", "pipelines", "plugins", "simulator")
LONGEST_FILE, LONGEST_FUNCTION = 300, 50

# What each room may import of the product, itself apart. A room is a package, or a part of pipelines.
ROOMS = {
    "gongkai": {"crawler", "simulator", "pipelines.archive", "pipelines.publishing", "pipelines.reader", "pipelines.readers",
                "pipelines.records", "pipelines.storing"},
    "crawler": {"pipelines.items", "pipelines.records", "pipelines.storing"},
    "plugins": {"pipelines.archive", "pipelines.publishing", "pipelines.records", "pipelines.searching"},
    "simulator": set(),
    "pipelines.records": set(),
    "pipelines.searching": set(),
    "pipelines.form": {"pipelines.records"},
    "pipelines.archive": {"pipelines.records"},
    "pipelines.documents": {"pipelines.records", "pipelines.form"},
    "pipelines.reading": {"pipelines.records", "pipelines.form"},
    "pipelines.checking": {"pipelines.records", "pipelines.form"},
    "pipelines.reader": {"pipelines.records", "pipelines.documents", "pipelines.reading", "pipelines.checking"},
    "pipelines.readers": {"pipelines.records", "pipelines.documents", "pipelines.reader"},
    "pipelines.storing": {"pipelines.records", "pipelines.form", "pipelines.archive", "pipelines.checking",
                          "pipelines.reader", "pipelines.searching"},
    "pipelines.publishing": {"pipelines.archive", "pipelines.checking", "pipelines.documents", "pipelines.form", "pipelines.reader",
                             "pipelines.records", "pipelines.searching", "pipelines.storing"},
    "pipelines.items": {"pipelines.archive", "pipelines.reader", "pipelines.readers", "pipelines.records",
                        "pipelines.storing"},
}  # fmt: skip

# Where a library may be imported: a path that begins like one of these.
LIBRARIES = {
    "scrapy": ("crawler/", "pipelines/items.py"),
    "twisted": ("crawler/",),
    "bs4": ("crawler/platforms/", "pipelines/documents/"),
    "lxml": ("crawler/platforms/", "pipelines/documents/"),
    "olefile": ("pipelines/documents/office/",),
    "sqlite_utils": ("pipelines/storing/", "pipelines/publishing/", "plugins/"),
    "sqlite3": ("pipelines/storing/", "pipelines/publishing/", "plugins/"),
    "datasette": ("pipelines/publishing/", "plugins/"),
    "feedgen": ("pipelines/publishing/feeds.py",),
    "warcio": ("pipelines/archive/",),
    "datasketch": ("pipelines/checking/copying/",),
    "numpy": ("pipelines/checking/", "pipelines/documents/scans/", "pipelines/storing/relating/"),
    "nh3": ("pipelines/publishing/showing/",),
    "click": ("gongkai/",),
    "rich": ("gongkai/",),
    "playwright": ("crawler/browser/",),
    "pydantic": ("crawler/source.py", "crawler/source_files.py", "crawler/options.py"),
}


@cache
def modules() -> dict[str, tuple[Path, ast.Module]]:
    """Every module of the product by its dotted name."""
    found = {}
    for path in (path for room in PRODUCT for path in sorted((ROOT / room).rglob("*.py"))):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        found[name] = path, ast.parse(path.read_text(encoding="utf-8"))
    return found


@cache
def imported(name: str) -> frozenset[str]:
    """The modules a module imports, also inside its functions; `from a import b` gives a.b where that is a module."""
    return frozenset(_imported(name))


def _imported(name: str) -> Iterator[str]:
    path, tree = modules()[name]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
            base = ".".join([*package[: len(package) - node.level + 1], node.module or ""]).strip(".")
            target = base if node.level else node.module or ""
            for alias in node.names:
                yield f"{target}.{alias.name}" if f"{target}.{alias.name}" in modules() else target


def room_of(name: str) -> str:
    parts = name.split(".")
    return ".".join(parts[:2]) if parts[0] == "pipelines" else parts[0]


def test_imports_run_one_way() -> None:
    strays = {}
    for name in sorted(modules()):
        room = room_of(name)
        if room == "pipelines":
            assert not [other for other in imported(name) if other in modules()], "the package itself imports nothing"
            continue
        assert room in ROOMS, f"{room} is a new room: say in ROOMS what it may import"
        others = {room_of(other) for other in imported(name) if other.split(".")[0] in PRODUCT} - {room}
        if not others <= ROOMS[room]:
            strays[name] = sorted(others - ROOMS[room])
    assert strays == {}, "modules, and the rooms they may not import"


def test_the_rooms_themselves_have_no_circle() -> None:
    order: list[str] = []
    while len(order) < len(ROOMS):
        free = [room for room, others in ROOMS.items() if room not in order and others - {"crawler"} <= set(order)]
        free = [room for room in free if "crawler" not in ROOMS[room] or "crawler" in order]
        assert free, f"a circle among {sorted(set(ROOMS) - set(order))}"
        order += free


def test_no_module_imports_itself_in_a_circle() -> None:
    """No circle among modules, imports inside functions counted; a package's own list of names is no module of a circle."""
    edges = {
        name: {other for other in imported(name) if other in modules() and modules()[other][0].name != "__init__.py"}
        for name in modules()
    }
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " → ".join((*above[above.index(name) :], name))
        if name not in done:
            for other in sorted(edges[name]):
                visit(other, (*above, name))
            done.add(name)

    for name in edges:
        visit(name, ())


@pytest.mark.parametrize("library", sorted(LIBRARIES))
def test_libraries_stay_in_their_rooms(library: str) -> None:
    users = {_path(name) for name in modules() if any(other.split(".")[0] == library for other in imported(name))}
    strays = {path for path in users if not path.startswith(LIBRARIES[library])}
    assert strays == set()


def test_the_builder_knows_nothing_of_the_product() -> None:
    for path in (ROOT / "tests" / "builder").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.split(".")[0] in PRODUCT], path.name


def _path(name: str) -> str:
    return modules()[name][0].relative_to(ROOT).as_posix()


def test_files_stay_small() -> None:
    lines = {name: len(path.read_text(encoding="utf-8").splitlines()) for name, (path, _) in modules().items()}
    assert {name: many for name, many in lines.items() if many > LONGEST_FILE} == {}


def test_functions_stay_small() -> None:
    lines = {
        f"{name}.{node.name}": node.end_lineno - node.lineno + 1
        for name, (_, tree) in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: many for name, many in lines.items() if many > LONGEST_FUNCTION} == {}


def test_every_module_says_what_it_is() -> None:
    """A module begins with a docstring of a few lines."""
    said = {
        name: ast.get_docstring(tree) or ""
        for name, (path, tree) in modules().items()
        if path.name != "__init__.py" or tree.body
    }
    assert [name for name, words in said.items() if not 1 <= len(words.splitlines()) <= 12] == []
