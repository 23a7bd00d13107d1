"""The state of a data folder: validators, the frontier, runs, sources, and the lock."""

from __future__ import annotations

import pytest

from pipelines.records import RunOutcome
from pipelines.storing.lock import Locked, data_lock
from pipelines.storing.state_db import DamagedState, Pending, StateDb


@pytest.fixture
def state(tmp_path):
    with StateDb(tmp_path / "state.db") as state:
        yield state


def test_validators_are_remembered(state):
    assert state.seen("u") is None
    state.remember("u", etag='"x"', last_modified=None, sha256="h", status=200, at="t1")
    state.looked_at("u", "t2")
    seen = state.seen("u")
    assert (seen.etag, seen.sha256, seen.at, seen.looked_at) == ('"x"', "h", "t1", "t2")
    state.forget("u")
    assert state.seen("u") is None


def test_the_frontier_keeps_its_order_and_no_request_twice(state):
    assert state.push("north", [Pending("b", "document", {"title": "年报"}), Pending("a", "list", {})]) == 2
    assert state.push("north", [Pending("a", "list", {}), Pending("c", "list", {})]) == 1
    state.push("south", [Pending("a", "list", {})])
    state.done("north", "a")
    assert [pending.url for pending in state.pending("north")] == ["b", "c"]
    assert state.pending("north")[0].said == {"title": "年报"}
    state.clear("north")
    assert (state.pending("north"), len(state.pending("south"))) == ([], 1)


def test_a_transaction_that_fails_leaves_nothing(state):
    with pytest.raises(RuntimeError), state.transaction():
        state.remember("u", etag=None, last_modified=None, sha256=None, status=200, at="t")
        state.push("north", [Pending("a", "list", {})])
        assert state.seen("u").status == 200, "what is said of it within the transaction is not kept at hand"
        raise RuntimeError
    assert (state.seen("u"), state.pending("north")) == (None, [])


def test_runs_make_a_history_and_their_ids_are_never_used_again(state):
    first = state.start_run("north", "t1")
    state.end_run(first, RunOutcome.OK, "t2", found=3, new=2)
    second = state.start_run("north", "t3")
    assert second > first
    assert [(run.outcome, run.found) for run in state.runs("north")] == [(None, 0), (RunOutcome.OK, 3)]
    assert state.last_runs()["north"].id == second
    with pytest.raises(TypeError, match="blunders"):
        state.end_run(second, RunOutcome.OK, "t4", blunders=1)


def test_a_damaged_or_foreign_file_is_refused_in_one_sentence(tmp_path):
    (tmp_path / "state.db").write_bytes(b"nothing of the kind" * 500)
    with pytest.raises(DamagedState, match="backup"):
        StateDb(tmp_path / "state.db")


def test_the_lock_is_held_once_and_let_go(tmp_path):
    with data_lock(tmp_path), pytest.raises(Locked, match="process"), data_lock(tmp_path):
        pass
    with data_lock(tmp_path):
        pass
