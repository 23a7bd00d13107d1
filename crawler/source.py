"""A source: one disclosure column, described in YAML that a clerk could read. Loads, checks, and says what is wrong where."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

from crawler.options import Options, not_taken
from crawler.platforms import PLATFORMS
from pipelines.records import Level

SHIPPED = Path(__file__).parent / "sources"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,80}")


class SourceError(ValueError):
    """A source that cannot be used; the message is one sentence with the file, the line where known and the remedy."""


class Expect(BaseModel):
    """What a healthy run finds at least; a run that finds less says so by its outcome."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    least_reports: int | None = Field(None, ge=0)
    newest_year: int | None = Field(None, ge=2008, le=2100)


def _text(value: Any) -> Any:
    """YAML reads 330100 and 2026-01-05 as a number and a date; codes and dates are text here."""
    return value if value is None or isinstance(value, str) else str(value)


Text = Annotated[str, BeforeValidator(_text)]


class Source(BaseModel):
    """One column. `publisher` is whose column it is; the agency of each report comes from the report itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    url: str
    platform: str
    publisher: str = Field(min_length=2)
    level: Level = Level.UNKNOWN
    division: Text | None = Field(None, pattern=r"\d{6}(\d{6})?")
    hosts: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    options: Options = Options()
    expect: Expect = Expect()
    evidence: str = Field(min_length=3)
    verified: Text = "never"
    local: bool = False

    @field_validator("id")
    @classmethod
    def _plain_name(cls, value: str) -> str:
        if not _NAME.fullmatch(value):
            raise ValueError("the file's name may hold only a-z, 0-9, dot, dash and underscore")
        return value

    @field_validator("url")
    @classmethod
    def _address(cls, value: str) -> str:
        if not value.lower().startswith(("http://", "https://")):
            raise ValueError("url must begin with http:// or https:// and name a host")
        if "@" in re.split("[/?#]", value)[2]:
            raise ValueError("url must not hold a user name or password")
        if wrong := _wrong_host(value):
            raise ValueError(f"url {wrong}")
        return value

    @field_validator("hosts")
    @classmethod
    def _hosts_are_hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for host in value:
            if "/" in host or "@" in host:
                raise ValueError(f"hosts holds {host!r}; write only the host, or host:port")
            if wrong := _wrong_host(f"http://{host}/"):
                raise ValueError(f"hosts holds {host!r}, which {wrong}")
        return value

    @field_validator("platform")
    @classmethod
    def _known_platform(cls, value: str) -> str:
        if value not in PLATFORMS:
            near = get_close_matches(value, PLATFORMS, 1)
            meant = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(PLATFORMS))}"
            raise ValueError(f"no platform {value!r}; {meant}")
        return value

    @model_validator(mode="after")
    def _options_are_the_platforms(self) -> Source:
        if wrong := not_taken(self.platform, self.options):
            raise ValueError(f"options.{wrong[0]} {wrong[1]}")
        if self.years and not self.options.years:  # frozen for everybody else
            object.__setattr__(self, "options", self.options.model_copy(update={"years": self.years}))
        return self

    @model_validator(mode="after")
    def _local_is_said(self) -> Source:
        for key, urls in (("url", (self.url,)), ("hosts", [f"http://{host}/" for host in self.hosts])):
            private = next((url for url in urls if not self.local and _is_private(url)), None)
            if private:
                raise ValueError(f"{key} names a private or loopback address and needs `local: true`")
        return self

    @model_validator(mode="after")
    def _polite(self) -> Source:
        delay = self.options.delay_seconds
        if delay is not None and delay < 1 and not self.local:
            raise ValueError("options.delay_seconds must be 1 or more except for a source with `local: true`")
        return self

    @property
    def host(self) -> str:
        """host:port without scheme, the unit of politeness and of what may be fetched."""
        return host_of(self.url)

    def as_scheme(self, url: str) -> str:
        """An address on the source's own host with the scheme that the source asks for; any other as it is."""
        scheme, found = self.options.scheme, urlsplit(url)
        ours = scheme and found.scheme in ("http", "https") and found.netloc == urlsplit(self.url).netloc
        return found._replace(scheme=scheme).geturl() if ours else url

    @property
    def allowed_hosts(self) -> frozenset[str]:
        return frozenset((self.host, *(host.lower() for host in self.hosts)))


def host_of(url: str) -> str:
    """The host of an address as host or host:port, lower case, the scheme's own port left out; empty where it has none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    default = {"http": 80, "https": 443}.get(parts.scheme)
    name = (parts.hostname or "").lower()
    return name if port in (None, default) else f"{name}:{port}"


def _wrong_host(url: str) -> str | None:
    """What is wrong with the host of an address, with the remedy."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return "has a bracket in its host; brackets are only for an IPv6 address"
    if not host or re.search(r"\s", url.strip()):
        return "must name a host, without spaces"
    try:
        sound = parts.port != 0 and not parts.netloc.endswith(":")
    except ValueError:
        sound = False
    return None if sound else "has no valid port; write a number from 1 to 65535 after the colon, or no colon"


def _is_private(url: str) -> bool:
    """Whether the host is an address that is not public; names are looked up only when they are asked."""
    name = (urlsplit(url).hostname or "").rstrip(".")
    try:
        return not ipaddress.ip_address(name).is_global
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


def load_folder(folder: Path) -> dict[str, Source]:
    """Every source of a folder by id. A folder that is not there, or any bad file, is a SourceError."""
    if not folder.is_dir():
        raise SourceError(f"{folder} is no folder; give one that holds NAME.yml files")
    paths = sorted(folder.glob("*.yml"))
    stray = sorted(folder.glob("*.yaml"))
    if stray:
        raise SourceError(f"{stray[0]}: a source's file must end in .yml; rename it")
    return {path.stem: load(path) for path in paths}


def load_all(folders: Iterable[Path]) -> dict[str, Source]:
    """The sources of several folders; a name in a later folder replaces the same name before it."""
    return {name: source for folder in folders for name, source in load_folder(folder).items()}


def load(path: Path) -> Source:
    """One source from its file; raises SourceError that names file, line and remedy."""
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: not UTF-8 text ({error.reason} at byte {error.start}); save it as UTF-8") from error
    except (yaml.YAMLError, OSError) as error:
        raise SourceError(f"{path}{_mark(error)}: {_reason(error)}") from error
    if not isinstance(data, dict):
        raise SourceError(f"{path}:1: a source is a list of `key: value` lines; see crawler/sources/ for examples")
    if "id" in data:
        raise SourceError(f"{path}:{_line(node, ('id',))}: the id is the file's name; remove the line")
    try:
        return Source.model_validate({**data, "id": path.stem})
    except ValidationError as error:
        raise SourceError(_sentence(path, node, error)) from error


def _mark(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f":{mark.line + 1}" if mark else ""


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"cannot be read ({error.strerror})"
    return (
        f"not valid YAML: {getattr(error, 'problem', None) or str(error).splitlines()[0]}; check colons and indentation"
    )


def _sentence(path: Path, node: yaml.Node, error: ValidationError) -> str:
    """The first thing wrong, as FILE:LINE: key: what and remedy."""
    first = min(error.errors(), key=lambda e: e["type"] != "extra_forbidden")  # a typo explains what is missing
    message = first["msg"].removeprefix("Value error, ")
    where = tuple(first["loc"]) or tuple(message.split(" ")[0].split("."))  # rules over several keys begin with the key
    key = ".".join(str(part) for part in where)
    if first["type"] == "extra_forbidden":
        near = get_close_matches(str(where[-1]), _keys_beside(where), 1)
        what = (
            f"unknown key; did you mean {near[0]!r}?"
            if near
            else f"unknown key; known: {', '.join(_keys_beside(where))}"
        )
    elif first["type"] == "missing":
        what = "is missing; add it"
    else:
        what = message.removeprefix(f"{key} ")
        what += "" if first["type"] == "value_error" else f" (it is {first['input']!r})"
    more = f"; {error.error_count() - 1} more after this one" if error.error_count() > 1 else ""
    return f"{path}:{_line(node, where)}: {key or 'source'}: {what}{more}"


def _keys_beside(where: tuple) -> list[str]:
    model = {"options": Options, "expect": Expect}.get(str(where[0]), Source) if len(where) > 1 else Source
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
