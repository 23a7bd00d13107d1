"""`gongkai source test`: a source against its stored page, or against the live one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from crawler.addresses import shown
from crawler.answers import decode
from crawler.fingerprints import fingerprint
from crawler.preview import Preview, differences, preview
from crawler.probing import probe
from crawler.source import Source
from crawler.source_files import SourceError, choose, folders
from crawler.spiders.probe import Probed
from gongkai.exit_codes import DONE, SOME, USAGE
from gongkai.options import data_option, utc_now
from gongkai.preferences import WrongPreferences, load
from gongkai.source.showing import lines
from gongkai.source.stored import Damaged, Stored, keep, keep_found, stored, write

EXAMPLES = """\b
Examples:
  gongkai source test                        every source that is on, against its stored page, offline
  gongkai source test www.example.gov.cn     one source; after its YAML was edited, what it takes now
  gongkai source test NAME --write           what it takes now is what is expected from now on
  gongkai source test NAME --live --write    ask the site; store its page and the day as `verified`
"""


@dataclass(frozen=True)
class _Bench:
    """Where sources and their pages stand."""

    places: list[Path]
    pages: Path  # where new pages are stored
    writes: bool

    def stored(self, name: str) -> Stored | None:
        return stored(name, [self.pages, *reversed(self.places)])

    def has_page(self, name: str) -> bool:
        return any((place / f"{name}.page.html").is_file() for place in (self.pages, *self.places))

    def home(self, name: str) -> Path:
        """The YAML a source is read from: that of the last folder that has it."""
        return next(path for place in reversed(self.places) if (path := place / f"{name}.yml").is_file())


@click.command("test", epilog=EXAMPLES)
@click.argument("names", metavar="[NAME]...", nargs=-1)
@data_option
@click.option("--sources", "folder", type=click.Path(path_type=Path), help="Take the sources of this folder only.")
@click.option("--live", is_flag=True, help="Ask the site for one page of each source, with the manners of a crawl.")
@click.option("--write", "writes", is_flag=True, help="Keep what is found now; with --live also the page and the day.")
def test(names: tuple[str, ...], data: Path, folder: Path | None, live: bool, writes: bool) -> None:
    """Read the stored page of each source again and say what differs; a source without one is `never seen`.

    Exit code 0 if every source asked for takes what it took before (with --live: leads anywhere), 1 if one differs,
    fails or was never seen.
    """
    places = folders(folder, data)
    try:
        sources, contact = choose(names, folder, data), load(data).contact
    except (SourceError, WrongPreferences) as error:
        click.echo(f"gongkai source test: {error}", err=True)
        raise SystemExit(USAGE) from None
    bench = _Bench(places, folder or data / "sources", writes)
    if live:
        click.echo(f"asking for one page of each of {len(sources)}", err=True)
        good = [_against_site(bench, answer) for answer in probe(sources, contact)]
    else:
        good = [_against_page(bench, source, detailed=bool(names)) for source in _seen(bench, sources, bool(names))]
        good += [False] * (len(sources) - len(good))
    click.echo(f"{sum(good)} of {len(good)} as before" if not live else f"{sum(good)} of {len(good)} good")
    raise SystemExit(DONE if all(good) else SOME)


def _seen(bench: _Bench, sources: list[Source], named: bool) -> list[Source]:
    """Of all sources those that have a stored page, the others being counted in one line; those named, all of them."""
    never = [] if named else [source for source in sources if not bench.has_page(source.id)]
    if never:
        click.echo(
            f"{len(never)} were never seen, as {never[0].id}; `gongkai source test NAME --live --write` asks one's site"
        )
    return [source for source in sources if source not in never]


def _against_page(bench: _Bench, source: Source, detailed: bool) -> bool:
    """Whether the stored page gives what it gave; offline."""
    try:
        page = bench.stored(source.id)
    except Damaged as error:
        click.echo(f"{source.id}: {error}")
        return False
    if page is None:
        click.echo(f"{source.id}: never seen (no stored page; --live --write asks the site for one)")
        return False
    found = preview(source, page.url, decode(page.body, source.options.encoding))
    same = _compare(source, page, found, detailed)
    if bench.writes and not same:
        keep_found(page, found)
        click.echo(f"{source.id}: what is found now is kept as what is expected")
    return same


def _compare(source: Source, page: Stored, found: Preview, detailed: bool) -> bool:
    """Prints how a source reads now against how it read when its page was stored."""
    changed = differences(page.found, found)
    told = f"{len(changed)} differences" if changed else "as before"
    click.echo(f"{source.id}: {told}, {len(found.taken)} rows taken (page of {page.fetched_at[:10]})")
    _indented(changed or (lines(found) if detailed else ()))
    return not changed


def _indented(said: Sequence[str]) -> None:
    for line in said:
        click.echo(f"  {line}")


def _against_site(bench: _Bench, answer: Probed) -> bool:
    """Whether the live page is a column of this source, and what differs from the stored one."""
    source = answer.source
    text = decode(answer.body, source.options.encoding)
    wrong = answer.refused or _wrong(source, answer, text)
    if wrong:
        click.echo(f"{source.id}: {shown(wrong)}")
        return False
    found = preview(source, answer.url, text)
    _compare_live(bench, source, found)
    if not found.taken:
        more = "; the rows come by further requests, `gongkai crawl --dry-run` asks for them" if found.asks else ""
        click.echo(f"{source.id}: no row of this page would be taken{more}")
        return bool(found.leads)
    today = utc_now()[:10]
    if bench.writes:
        bench.pages.mkdir(parents=True, exist_ok=True)
        keep(bench.pages, answer, found)
        _verify(bench.home(source.id), today)
    click.echo(f"{source.id}: {'now has' if bench.writes else 'can have (--write)'} `verified: {today}`")
    return True


def _compare_live(bench: _Bench, source: Source, found: Preview) -> None:
    try:
        page = bench.stored(source.id)
    except Damaged as error:
        click.echo(f"{source.id}: {error}")
        page = None
    if page:
        _compare(source, page, found, detailed=True)
    else:
        click.echo(f"{source.id}: {len(found.taken)} rows taken, seen for the first time")
        _indented(list(lines(found)))


def _wrong(source: Source, answer: Probed, text: str) -> str | None:
    """Why an answer is no page of a column; the platform of the source is left to itself."""
    mark = fingerprint(source.url, answer.url, answer.status, answer.body, text)
    return mark.why if mark.platform is None and text.lstrip()[:1] not in ("{", "[") else None


def _verify(path: Path, day: str) -> None:
    """Puts the day into the YAML, every other line as it was."""
    text = path.read_text(encoding="utf-8")
    line = f"verified: {day}"
    text, put = re.subn(r"^verified:.*$", line, text, count=1, flags=re.M)
    write(path, (text if put else f"{text.rstrip()}\n{line}\n").encode())
