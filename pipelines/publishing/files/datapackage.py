"""datapackage.json: the tables of a bundle or of the whole archive as a Frictionless Data Package (specs.frictionlessdata.io)."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.publishing import words
from pipelines.publishing.files import columns
from pipelines.publishing.files.codebook import TYPES, empty
from pipelines.publishing.files.columns import Column
from pipelines.publishing.files.notes import TERMS, TITLE
from pipelines.publishing.files.order import FORMS
from pipelines.publishing.files.reasons import REASONS
from pipelines.storing import schema

_REFERENCES = {
    "report_id": ("reports", "id"),
    "other_id": ("reports", "id"),
    "previous_report_id": ("reports", "id"),
    "agency_id": ("agencies", "id"),
    "division_code": ("divisions", "code"),
    "parent": ("divisions", "code"),
    "capture_id": ("captures", "id"),
    "source_id": ("sources", "id"),
}
_LICENCES = [{"name": "other-pd", "title": TERMS[1]}]
_KEYS = {"wide": ["report_id"], "long": ["report_id", "key"]}


@dataclass(frozen=True, slots=True)
class Resource:
    """A table of a package: its file, its columns as headed there, and how many rows and bytes with which hash, where known."""

    table: str
    path: str
    columns: list[Column]
    headers: list[str]
    rows: int | None = None
    bytes: int | None = None
    sha256: str | None = None


def whole_archive(site: str) -> list[Resource]:
    """Every public table and view, at its address of all rows."""
    found = []
    for name in words.relations():
        known = columns.of_relation(empty(), name)
        found.append(Resource(name, f"{site}/archive/{name}.csv", known, [column.name for column in known]))
    return found


def descriptor(
    resources: list[Resource], as_of: str, site: str, chosen: dict[str, tuple[str, str]] | None = None
) -> dict:
    """The package as plain data."""
    there = {resource.table: resource for resource in resources}
    package = {
        "profile": "tabular-data-package",
        "name": "gongkai",
        "title": TITLE[1],
        "title_zh": TITLE[0],
        "version": as_of,
        "created": as_of,
        "licenses": _LICENCES,
        "sources": [{"title": "Reports of the agencies named in reports.agency; addresses in reports.url"}],
        "statuses": {status: {"zh": zh, "en": en} for status, (zh, en) in REASONS.items()},
        "resources": [_resource(resource, there) for resource in resources],
    }
    if site:
        package["homepage"] = f"{site}/"
    if chosen:
        package["selection"] = {part: {"zh": zh, "en": en} for part, (zh, en) in chosen.items()}
    return package


def _resource(resource: Resource, there: dict[str, Resource]) -> dict:
    zh, en, about_zh, about_en = _words(resource.table)
    described = {
        "profile": "tabular-data-resource",
        "name": resource.table.replace("_", "-"),
        "path": resource.path,
        "title": en,
        "title_zh": zh,
        "description": about_en,
        "description_zh": about_zh,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\r\n", "header": True},
        "schema": _schema(resource, there),
    }
    known = {"rows": resource.rows, "bytes": resource.bytes}
    described |= {name: value for name, value in known.items() if value is not None}
    return described | ({"hash": f"sha256:{resource.sha256}"} if resource.sha256 else {})


def _words(table: str) -> tuple[str, str, str, str]:
    if table in FORMS:
        zh, en = FORMS[table]
        return zh, en, "每个数字旁有状态；空格不是零。", "Each figure has its status; an empty cell is no zero."
    about = words.relations()[table]
    return about.zh, about.en, about.about_zh, about.about_en


def _schema(resource: Resource, there: dict[str, Resource]) -> dict:
    heads = dict(zip((column.name for column in resource.columns), resource.headers, strict=True))
    fields = [_field(column, heads[column.name]) for column in resource.columns]
    key = _KEYS.get(resource.table) or (
        list(schema.TABLES[resource.table].pk) if resource.table in schema.TABLES else []
    )
    described = {"fields": fields, "missingValues": [""]}
    if key:
        described["primaryKey"] = [heads[name] for name in key]
    if foreign := list(_foreign(resource, there, heads)):
        described["foreignKeys"] = foreign
    return described


def _field(column: Column, head: str) -> dict:
    field = {"name": head, "type": TYPES[column.kind], "title": column.en, "title_zh": column.zh}
    field |= {"description": column.about_en, "description_zh": column.about_zh}
    return field | ({"column": column.name} if column.name != head else {})


def _foreign(resource: Resource, there: dict[str, Resource], heads: dict[str, str]):
    for name, (table, target) in _REFERENCES.items():
        if name in heads and table in there and (resource.table != table or name == "parent"):
            targets = dict(zip((c.name for c in there[table].columns), there[table].headers, strict=True))
            target_head = targets[target if target in targets else "report_id"]
            reference = {
                "resource": "" if table == resource.table else table.replace("_", "-"),
                "fields": [target_head],
            }
            yield {"fields": [heads[name]], "reference": reference}
