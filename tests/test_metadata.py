"""metadata.yml says what the archive holds, in both languages and both directions."""

import re
import sqlite3

import pytest
import yaml

from pipelines.publishing import metadata, words
from pipelines.publishing.settings import SETTINGS
from pipelines.storing import schema

HAN = re.compile(r"[\u4e00-\u9fff]")
WRITTEN = yaml.safe_load(metadata.METADATA.read_text(encoding="utf-8"))
NAMED = WRITTEN["databases"]["archive"]["tables"]
TABLES = {name: table for name, table in NAMED.items() if not table.get("hidden")}


@pytest.fixture(scope="module")
def archive():
    connection = sqlite3.connect(":memory:")
    schema.create(connection)
    return connection


def relations_of(archive):
    """Every table and view that Datasette would show, with its columns; the shadow tables of the index are not shown."""
    names = [n for (n,) in archive.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")]
    shown = [n for n in names if not re.match(r"_|sqlite_|(sections|reports)_fts", n)]
    return {n: [c[0] for c in archive.execute(f"SELECT * FROM [{n}] LIMIT 0").description] for n in shown}


def test_the_committed_file_is_the_generated_one():
    assert metadata.METADATA.read_text(encoding="utf-8") == metadata.written()


def test_every_relation_and_column_has_its_words_and_none_is_described_that_is_not_there(archive):
    assert {name: list(table["columns"]) for name, table in TABLES.items()} == relations_of(archive)


@pytest.mark.parametrize("name", words.relations())
def test_words_are_in_both_languages(name):
    for about in [words.relations()[name], *words.columns(name).values()]:
        assert HAN.search(about.zh + about.about_zh), about
        assert about.en.isascii() or not HAN.search(about.en), about
        assert re.search(r"[A-Za-z]", about.about_en) and not HAN.search(about.about_en), about


@pytest.mark.parametrize("name", metadata.queries())
def test_a_canned_query_runs_and_filters_a_view_that_can_be_taken_away_whole(archive, name):
    query = WRITTEN["databases"]["archive"]["queries"][name]
    view = metadata.queries()[name]["view"]
    parameters = dict.fromkeys(re.findall(r":(\w+)", query["sql"]), "")
    archive.execute(query["sql"], parameters).fetchall()
    assert archive.execute("SELECT type FROM sqlite_master WHERE name = ?", [view]).fetchone() == ("view",)
    assert f"{view}.csv" in query["description_html"] and HAN.search(query["title"])


def test_search_boxes_are_named_because_datasette_cannot_detect_them():
    assert {n: (t["fts_table"], t["fts_pk"]) for n, t in TABLES.items() if "fts_table" in t} == {
        "sections": ("sections_fts", "id"),
        "reports": ("reports_fts", "id"),
    }


def test_every_setting_is_one_that_datasette_has_and_differs_from_its_default():
    from datasette.app import DEFAULT_SETTINGS

    assert all(DEFAULT_SETTINGS[name] != value for name, value in SETTINGS.items())
