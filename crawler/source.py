"""A source: one disclosure column, described in YAML that a clerk could read; what each of its fields may hold."""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from crawler.options import Options, Year, not_taken
from crawler.platforms import PLATFORMS
from crawler.public import is_public_address
from pipelines.records import Level

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,80}")
DIVISION = r"^\d{6}(\d{6})?$"


class Expect(BaseModel):
    """What a healthy run finds at least; a run that finds less says so by its outcome."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    least_reports: int | None = Field(None, ge=0)
    newest_year: int | None = Field(None, ge=2008, le=2100)


def _text(value: Any) -> Any:
    """YAML reads 330100 as a number; codes are text here."""
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
    division: Text | None = Field(None, pattern=DIVISION)
    hosts: tuple[str, ...] = ()
    years: tuple[Year, ...] = ()
    options: Options = Options()
    expect: Expect = Expect()
    evidence: str = Field(min_length=3)
    verified: Text = Field("never", pattern=r"^(never|20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))$")
    enabled: bool = True
    inferred: bool = False
    local: bool = False

    @field_validator("verified")
    @classmethod
    def _a_day(cls, value: str) -> str:
        try:
            return value if value == "never" else date.fromisoformat(value).isoformat()
        except ValueError:
            raise ValueError(f"verified must be never or a day, as 2026-11-21 (it is {value!r})") from None

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
            near = [name for name in PLATFORMS if name.startswith(f"{value}_")] or get_close_matches(
                value, PLATFORMS, 1
            )
            meant = (
                f"did you mean {' or '.join(map(repr, near))}?" if near else f"known: {', '.join(sorted(PLATFORMS))}"
            )
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


class Wanted(BaseModel):
    """A publisher whose column nobody has found yet: a note with no address, never crawled."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    wanted: Literal[True]
    publisher: str = Field(min_length=2)
    level: Level = Level.UNKNOWN
    division: Text | None = Field(None, pattern=DIVISION)
    evidence: str = Field(min_length=3)


@lru_cache(4096)  # asked a dozen times for every page
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
        return not is_public_address(name)
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")
