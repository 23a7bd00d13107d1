"""`gongkai source add`: looks at one page, says which platform it is and what would be taken, writes the YAML."""

from __future__ import annotations

import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import yaml

from crawler.addresses import document_key, shown
from crawler.answers import decode
from crawler.browser import BEHIND
from crawler.fingerprints import fingerprint, publisher_in, site_code
from crawler.options import COMMON
from crawler.platforms import PLATFORMS
from crawler.preview import Preview, preview
from crawler.probing import probe
from crawler.source import Source
from crawler.source_files import SHIPPED, SourceError, checked, folders, load_all
from crawler.spiders.probe import Probed
from gongkai.exit_codes import DONE, NOTHING, SOME, USAGE
from gongkai.options import data_option, utc_now
from gongkai.preferences import WrongPreferences, load
from gongkai.source.showing import lines
from gongkai.source.stored import keep, write
from pipelines.records import Level

UNKNOWN = "not known"  # what stands for the publisher until somebody says it; never written
BROWSER = ("spa", "gongkai_channel")  # the platforms whose pages only a browser fills
EXAMPLES = """\b
Examples:
  gongkai source add https://www.example.gov.cn/zwgk/zfxxgknb/
  gongkai source add URL --publisher 青湾县财政局 --level county --name qingwan-czj
  gongkai source add URL --option 'row=div.list > p' --replace   rows in odd markup
  gongkai source add URL --browser                               a page that scripts fill
"""


class Refused(Exception):
    """Nothing is written; the message says why, in one sentence."""


@click.command("add", epilog=EXAMPLES)
@click.argument("url")
@data_option
@click.option("--name", help="What the source is called; without it, the host.")
@click.option("--publisher", help="Whose column it is; needed where the page does not say it.")
@click.option("--level", type=click.Choice([level.value for level in Level]), help="The publisher's level.")
@click.option("--division", help="The publisher's division code, six or twelve digits.")
@click.option("--evidence", help="How it is known that this is the column.")
@click.option("--platform", type=click.Choice(sorted(PLATFORMS)), metavar="WORD", help="Instead of detecting it.")
@click.option("--option", "options", multiple=True, metavar="KEY=VALUE", help="An option of the platform; repeatable.")
@click.option("--browser", is_flag=True, help="Look at the page in a browser, and crawl it by one.")
@click.option("--local", is_flag=True, help="Allow a loopback or private address.")
@click.option("--replace", is_flag=True, help="Write over a source of this name.")
def add(url, data, name, options, browser, local, replace, **said) -> None:
    """Look at ONE page and write a source for it, after robots.txt and with the manners of a crawl.

    Shows the platform, whose column it is, and what would be taken; writes DATA/sources/NAME.yml and the page itself,
    by which `gongkai source test` later tells whether the source still reads the same.
    """
    wanted = _Wanted(url, data / "sources", name or _name_of(url), browser, local, replace, _options(options), said)
    try:
        provisional = wanted.provisional()
        wanted.refuse_what_is_there(data)
        contact = load(data).contact
    except (SourceError, WrongPreferences) as error:
        click.echo(f"gongkai source add: {_remedy(str(error))}", err=True)
        raise SystemExit(USAGE) from None
    if sys.stderr.isatty():  # it takes a while: the manners of a crawl hold here as well
        click.echo(f"asking {provisional.host} for robots.txt and this one page …", err=True)
    try:
        code = _write(wanted, probe([provisional], contact)[0])
    except SourceError as error:
        click.echo(f"gongkai source add: {_remedy(str(error))}; nothing is written", err=True)
        raise SystemExit(USAGE) from None
    except Refused as error:
        click.echo(f"gongkai source add: {_remedy(str(error))}; nothing is written", err=True)
        raise SystemExit(NOTHING) from None
    raise SystemExit(code)


@dataclass(frozen=True)
class _Wanted:
    """What the user asked for."""

    url: str
    folder: Path
    name: str
    browser: bool
    local: bool
    replace: bool
    options: dict[str, Any]
    said: dict[str, str | None]

    def provisional(self) -> Source:
        """What is asked for before the platform is known, with those of the options that matter for asking."""
        platform = self.said["platform"] or ("spa" if self.browser or "xhr" in self.options else "static_generic")
        taken = (*COMMON, *PLATFORMS[platform].OPTIONS)
        others = {key for one in PLATFORMS.values() for key in one.OPTIONS if key not in taken}
        options = {key: value for key, value in self.options.items() if key not in others}
        return checked(self.name, self.fields(platform, UNKNOWN) | {"options": options})

    def source(self, platform: str, publisher: str) -> Source:
        """The source as the YAML will describe it; raises SourceError."""
        return checked(self.name, self.fields(platform, publisher))

    def fields(self, platform: str, publisher: str) -> dict[str, Any]:
        """The lines of the YAML, in the order of the documentation."""
        evidence = self.said["evidence"] or f"added by hand on {utc_now()[:10]}"
        rest = {"level": self.said["level"], "division": self.said["division"], "options": self.options or None}
        rest |= {"evidence": evidence, "verified": "never", "local": self.local or None}
        named = {"url": self.url, "platform": platform, "publisher": publisher}
        return named | {key: value for key, value in rest.items() if value is not None}

    def refuse_what_is_there(self, data: Path) -> None:
        """Raises SourceError for a name or an address that a source has already."""
        if self.replace:
            return
        there = load_all(folders(None, data))
        if self.name in there:
            told = "a shipped source" if (SHIPPED / f"{self.name}.yml").is_file() else "a source"
            raise SourceError(
                f"{told} is called {self.name} ({there[self.name].url}); give --name for another column, or --replace"
            )
        for source in there.values():
            if document_key(source.url) == document_key(self.url):
                raise SourceError(f"the source {source.id} has this address; `gongkai source test {source.id} --live` tries it")  # fmt: skip


def _write(wanted: _Wanted, answer: Probed) -> int:
    """Judges the answer, shows what would be taken, and writes source and page."""
    if answer.refused:
        remedy = "; check the address, or try later" if "could not be had" in answer.refused else ""
        raise Refused(shown(answer.refused) + remedy)
    text = decode(answer.body, wanted.options.get("encoding"))
    platform, why = _platform(wanted, answer, text)
    publisher, where = _publisher(wanted, text)
    source = wanted.source(platform, publisher or UNKNOWN)
    found = preview(source, answer.url, text)
    _show(source, answer, found, why, where)
    if publisher is None and not found.leads:
        raise SourceError(
            "nothing here would be taken, and the page does not say whose it is; give the column's own page"
        )
    if publisher is None:
        raise SourceError("the page does not say whose it is; give --publisher with the agency's full name")
    if not wanted.said["division"] and (code := site_code(text)):
        click.echo(f"site code   {code}; if it is the publisher's, its division is --division {code[:6]}")
    wanted.folder.mkdir(parents=True, exist_ok=True)
    fields = yaml.safe_dump(wanted.fields(platform, publisher), allow_unicode=True, sort_keys=False, width=1000)
    keep(wanted.folder, answer, found)
    write(wanted.folder / f"{wanted.name}.yml", fields.encode())
    click.echo(f"written     {wanted.folder / wanted.name}.yml, and the page beside it")
    return _advise(wanted, found)


def _platform(wanted: _Wanted, answer: Probed, text: str) -> tuple[str, str]:
    """The platform and how it was known; raises Refused for a page that is no column, or needs a browser."""
    if "xhr" in wanted.options and answer.status == 200 and text.lstrip()[:1] in ("{", "["):
        return wanted.said["platform"] or "spa", "its rows by the request given as xhr"
    mark = fingerprint(wanted.url, answer.url, answer.status, answer.body, text)
    if mark.platform is None:
        raise Refused(mark.why)
    if wanted.said["platform"]:
        return wanted.said["platform"], "as given"
    if wanted.browser:
        return (mark.platform if mark.platform in BROWSER else "spa"), "shown in a browser"
    if mark.platform in BROWSER:
        raise Refused(f"the page needs a browser ({mark.why}); run the same command with --browser")
    return mark.platform, mark.why


def _publisher(wanted: _Wanted, text: str) -> tuple[str | None, str]:
    """Whose column it is and where that is said; None where nobody says it."""
    if wanted.said["publisher"]:
        return wanted.said["publisher"], "as given"
    return publisher_in(text) or (None, "the page does not say it")


def _show(source: Source, answer: Probed, found: Preview, why: str, where: str) -> None:
    click.echo(f"page        {answer.url} (HTTP {answer.status}, {len(answer.body)} bytes, robots: {answer.robots})")
    click.echo(f"platform    {source.platform} ({why})")
    level = "unknown (--level says it)" if source.level is Level.UNKNOWN else source.level.value
    click.echo(f"publisher   {source.publisher} ({where}), level {level}")
    for line in (*lines(found), *answer.remarks):
        click.echo(line)
    if any(remark.startswith(BEHIND) for remark in answer.remarks):
        click.echo(
            "note        as --option 'xhr=ADDRESS', with {p} for the page's number in it, that saves the browser"
        )


def _advise(wanted: _Wanted, found: Preview) -> int:
    """What to do next; 1 where the page promises nothing."""
    if not found.leads:
        click.echo(
            "gongkai source add: nothing here would be taken; is it the right column? Where its rows are odd, name them "
            "by a CSS selector and run it again, as with --replace --option 'row=div.list > p'.",
            err=True,
        )
        return SOME
    if not (found.rows or found.asks):
        click.echo("note        the page has no rows of its own; the platform shows on one of those it leads to")
    data = wanted.folder.parent
    where = "" if data == Path("data") else f" --data {shlex.quote(str(data))}"
    click.echo(f"next        gongkai crawl {wanted.name}{where} --dry-run   shows all its pages and keeps nothing")
    return DONE


def _name_of(url: str) -> str:
    """The host, as a file name."""
    return re.sub(r"[^a-z0-9._-]+", "-", urlsplit(url).netloc.lower()).strip("-.") or "source"


def _options(pairs: tuple[str, ...]) -> dict[str, Any]:
    """KEY=VALUE as the YAML would have it; a value that looks like a number or true is one."""
    made = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not (key and equals):
            raise click.BadParameter(f"{pair!r} is not KEY=VALUE", param_hint="--option")
        plain = re.fullmatch(r"-?\d+(\.\d+)?|true|false", value)
        made[key] = yaml.safe_load(value) if plain else value
    return made


def _remedy(sentence: str) -> str:
    """What is said of a file, in the words of this command."""
    return sentence.replace("needs `local: true`", "needs --local").replace("a source with `local: true`", "--local")
