"""The options of a source, validated: what a platform cannot discover from its pages, and how to treat the host."""

from __future__ import annotations

import codecs
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from crawler.calendar import Window
from crawler.platforms import PLATFORMS, selector

# What every platform takes.
COMMON = ("delay_seconds", "daily_cap", "window", "sub_columns", "scheme", "encoding", "years")

Year = Annotated[int, Field(ge=2008, le=2100)]  # as `--year` has it


class Options(BaseModel):
    """All options of all platforms; which of them a platform takes stands in its module as OPTIONS."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    delay_seconds: float | None = Field(None, ge=0, le=600, description="seconds between two requests to the host")
    daily_cap: int | None = Field(None, ge=1, description="requests to the host on one day, over all runs")
    window: str | None = Field(None, description="when the host may be asked, in Chinese time, as 22:00-06:00")
    sub_columns: bool = Field(True, description="whether year and unit columns below this one are followed")
    scheme: Literal["http", "https"] | None = Field(None, description="the scheme for the source's own host")
    encoding: str | None = Field(None, description="the encoding of pages that are neither UTF-8 nor gb18030")
    years: tuple[Year, ...] = Field((), description="report years to ask for where no list names them")

    page_tpl: str | None = Field(None, description="address of page k of a list, with {p} for k or {p-1}")
    row: str | None = Field(None, description="CSS selector of one row of the list")
    date_from: Literal["row", "url"] = Field("row", description="where a row's date is looked for first")
    static_url: str | None = Field(None, description="the static column behind a tab")
    json_twin: bool = Field(False, alias="json", description="rows from the JSON twin of the list")
    channel_id: str | None = None
    mode: Literal["get", "post", "page_only"] | None = None
    infotypeId: str | None = None
    unit_index: int | None = Field(None, ge=0)
    cat_id: str | None = None
    organ_id: str | None = None
    categorynum: str | None = None
    deptcode: str | None = None
    siteGuid: str | None = None
    projectName: str | None = None
    index_base: Literal[0, 1] | None = None
    wrap_params: bool = False
    perpage: int | None = Field(None, ge=1, le=200)
    referer: bool = True
    page_param: str | None = Field(None, pattern=r"^\w+$")
    postback_target: str | None = None
    wait_for: str | None = Field(None, description="CSS selector of what must show before a page is read")
    next_text: str | None = Field(None, min_length=1, description="the words on what leads to the next page")
    xhr: str | None = Field(None, description="the request behind the rows, once it is known")

    @field_validator("page_tpl")
    @classmethod
    def _has_place(cls, value: str | None) -> str | None:
        if value is not None and not ("{p}" in value or "{p-1}" in value):
            raise ValueError("page_tpl must hold {p} where the page's number goes, or {p-1} where page 2 is called 1")
        return value

    @field_validator("window")
    @classmethod
    def _is_a_window(cls, value: str | None) -> str | None:
        return value and str(Window.of(value))

    @field_validator("row", "wait_for")
    @classmethod
    def _is_a_selector(cls, value: str | None) -> str | None:
        if value is not None:
            selector(value)
        return value

    @field_validator("encoding")
    @classmethod
    def _is_an_encoding(cls, value: str | None) -> str | None:
        try:
            return value and codecs.lookup(value).name
        except LookupError:
            raise ValueError(f"encoding {value!r} is none that Python knows; write utf-8, gb18030 or big5") from None

    @field_validator("static_url", "xhr")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://", "/", "./", "../")):
            raise ValueError("must be an address: http://…, https://… or one that begins with / or ./")
        return value

    @field_validator("cat_id", "organ_id", "categorynum", "deptcode", "channel_id", "infotypeId", mode="before")
    @classmethod
    def _codes_are_text(cls, value: object) -> object:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def not_taken(platform: str, options: Options) -> tuple[str, str] | None:
    """The first option given that the platform does not take, and a sentence with the remedy."""
    names = {info.alias or name for name, info in Options.model_fields.items() if name in options.model_fields_set}
    taken = (*getattr(PLATFORMS[platform], "OPTIONS", ()), *COMMON)
    for name in sorted(names - set(taken)):
        return name, f"platform {platform!r} does not take it; it takes {', '.join(taken)}; remove the line"
    return None
