"""The Datasette that publishes one archive.db: its metadata, plugins, templates and settings, and its reopening."""

from __future__ import annotations

import sqlite3
import time
import warnings
from pathlib import Path

from datasette.app import Datasette
from datasette.plugins import pm

from pipelines.publishing import language
from pipelines.publishing.counting import CountingDatabase
from pipelines.publishing.guarding import addresses
from pipelines.publishing.guarding.addresses import Cost
from pipelines.publishing.guarding.guard import NO_ARCHIVE, Guard, at_once
from pipelines.publishing.guarding.headers import safe
from pipelines.publishing.guarding.rates import Clients, Rates
from pipelines.publishing.opening import read_only
from pipelines.publishing.rendering import in_one_go
from pipelines.publishing.settings import SETTINGS
from pipelines.publishing.yaml_files import loaded
from pipelines.storing import schema

ROOT = Path(__file__).parents[2]
NAME = "archive"
_HANDLER = "datasette.handle_exception"
_KEPT_ANSWERS = 1000
_KEPT_SECONDS = 120  # of a file that was replaced: no page takes as long


class CannotServe(Exception):
    """Why the archive cannot be published: one sentence for a person."""


def inspect(path: Path) -> None:
    """Raises CannotServe unless `path` is an archive of this version that can be read."""
    if not path.is_file():
        raise CannotServe(
            f"There is no archive at {path}; `gongkai import`, `gongkai crawl` or `gongkai rebuild` makes one."
        )
    try:
        connection = read_only(path)
        try:
            schema.require(connection, path)
            connection.execute("SELECT count(*) FROM (SELECT 1 FROM reports LIMIT 1)").fetchone()
        finally:
            connection.close()
    except schema.WrongSchema as error:
        raise CannotServe(str(error)) from error
    except sqlite3.Error as error:
        raise CannotServe(f"{path} cannot be read as an archive ({error}); `gongkai rebuild` makes it anew.") from error


class _Datasette(Datasette):
    """Datasette copies all metadata for every question about a table: a second for the list of data alone. And its templates
    wait for every value (see rendering)."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        in_one_go(self.jinja_env)
        self.may_be_seen: dict[tuple, bool | None] = {}

    def _metadata_recursive_update(self, orig, updated):
        return updated if not orig else super()._metadata_recursive_update(orig, updated)

    async def permission_allowed(self, actor, action, resource=None, default=False):
        """What anybody may see is asked once: it changes only with the archive's file (and nobody signs in here)."""
        asked = (action, resource, default)
        if actor is not None or asked not in self.may_be_seen:
            allowed = await super().permission_allowed(actor, action, resource, default)
            if actor is not None:
                return allowed
            if len(self.may_be_seen) >= _KEPT_ANSWERS:  # names that are none's may be asked for without end
                self.may_be_seen.clear()
            self.may_be_seen[asked] = allowed
            return allowed
        return self.may_be_seen[asked]


class Site:
    """An ASGI application over Datasette that follows the archive when a rebuild has put a new file in its place."""

    def __init__(self, path: Path, rates: Rates | None = None, clients: Clients | None = None) -> None:
        """Without `rates` everybody may have as much as they ask for. Raises CannotServe."""
        inspect(path)
        _take_out_datasettes_handler()
        self.path = path
        self.datasette = _Datasette(
            metadata=loaded(ROOT / "metadata.yml"),
            plugins_dir=str(ROOT / "plugins"),
            template_dir=str(ROOT / "templates"),
            static_mounts=[("static", str(ROOT / "static"))],
            settings=SETTINGS,
        )
        self.datasette.remove_database("_memory")
        self._inode: tuple[int, int] | None = None
        self._old: list[tuple[float, CountingDatabase]] = []
        self._reopen()
        self._app = Guard(self.datasette.app(), rates or Rates(0), clients or Clients())

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = at_once(scope)
        if not refusal and not self._reopen() and addresses.cost(scope["path"], "") is not Cost.ASSET:
            refusal = NO_ARCHIVE
        # nobody signs in here, and Datasette fails on a cookie of another site of this host with an odd name
        await language.answer(refusal or self._app, scope, receive, safe(send))

    def _reopen(self) -> bool:
        """Opens the file that now stands at the path, if it is another one. Requests under way keep the old one.

        A file that is none of ours leaves the old one in place. False while no file is there.
        """
        try:
            now = self.path.stat()
            if self._inode == (now.st_dev, now.st_ino):
                return True
            inspect(self.path)
        except OSError:
            return False
        except CannotServe:
            return True
        self._close_old()
        if old := self.datasette.databases.get(NAME):
            self._old.append((time.monotonic(), old))
            self.datasette.remove_database(NAME)
            self.datasette.may_be_seen.clear()
        self.datasette.add_database(CountingDatabase(self.datasette, path=str(self.path)), name=NAME)
        self._inode = (now.st_dev, now.st_ino)
        return True

    def _close_old(self) -> None:
        """Closes what was replaced so long ago that no request can still use it."""
        due = [pair for pair in self._old if time.monotonic() - pair[0] > _KEPT_SECONDS]
        for pair in due:
            pair[1].close()
            self._old.remove(pair)


def _take_out_datasettes_handler() -> None:
    """Leaves every error to plugins/errors.py; Datasette would run its own handler beside ours.

    Where rich is installed that one prints every exception, a client's mistakes too, with all local variables (45 KB)
    to stdout: into a pipe that nobody reads, a few bad requests stop the whole site.
    """
    if pm.has_plugin(_HANDLER):
        pm.unregister(name=_HANDLER)
    # and after a bad request Datasette leaves the rest of the page's work undone, of which Python would warn
    warnings.filterwarnings("ignore", "coroutine .* was never awaited", RuntimeWarning)
