"""What every platform makes of a page: rows of a list, the requests it goes on with, and what an article says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

FORM, JSON, RENDERED = "post-form:", "post-json:", "rendered"  # how a key says that it is more than an address


MAY_END = "may lie behind the end"  # the hint of a page that nobody knows to be there


class RowKind(StrEnum):
    ARTICLE = "article"
    ELSEWHERE = "article_elsewhere"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Ask:
    """A request: GET of `url`, or POST of `form` or of the text `json`, or `rendered`: the page after its scripts ran.

    `carried` are fields sent along that are no part of what is asked (a session's hidden state). `referer` is the page
    that asks, and what relative links of a fragment start from. `must` says that the list itself states this page, so
    that its absence is a fault and not the ordinary end; `hint` is what a platform wants to remember of the request.
    `step` counts forms that say no more than "the next page": it tells one from the other and is not sent. `led` is the
    address that only led on to this one.
    """

    url: str
    form: tuple[tuple[str, str], ...] | None = None
    json: str | None = None
    carried: tuple[tuple[str, str], ...] = ()
    referer: str | None = None
    rendered: bool = False
    must: bool = False
    hint: str | None = None
    step: int = 0
    led: str | None = None

    @property
    def key(self) -> str:
        """One line that tells requests apart: the address, and for others than GET a fragment that no address has."""
        if self.form is not None:
            return f"{self.url}#{FORM}{urlencode(self.form)}" + (f"#{self.step}" if self.step else "")
        if self.json is not None:
            return f"{self.url}#{JSON}{self.json}"
        return f"{self.url}#{RENDERED}" if self.rendered else self.url

    @property
    def said(self) -> dict:
        """What the key leaves out, as plain data; with it `of` makes the same request again."""
        told = {
            "carried": [list(pair) for pair in self.carried],
            "referer": self.referer,
            "must": self.must,
            "hint": self.hint,
            "led": self.led,
        }
        return {name: value for name, value in told.items() if value}

    @classmethod
    def of(cls, key: str, said: dict) -> Ask:
        """The request of a key and of what it `said`."""
        url, _, how = key.partition("#")
        known = {"carried": tuple((name, value) for name, value in said.get("carried", ())),
                 "referer": said.get("referer"), "must": said.get("must", False), "hint": said.get("hint"),
                 "led": said.get("led")}  # fmt: skip
        if how.startswith(FORM):
            form, _, step = how[len(FORM) :].partition("#")
            return cls(url, form=tuple(parse_qsl(form, keep_blank_values=True)), step=int(step or 0), **known)
        if how.startswith(JSON):
            return cls(url, json=how[len(JSON) :], **known)
        return cls(url, rendered=True, **known) if how == RENDERED else cls(key, **known)

    def body(self, encoding: str = "utf-8") -> bytes | None:
        """What is sent; None for a GET. Form fields are encoded as the page is."""
        if self.form is not None:
            return urlencode(self.form + self.carried, encoding=encoding).encode("ascii")
        return None if self.json is None else self.json.encode()

    @property
    def note(self) -> str | None:
        """How the answer was asked for, where its address alone does not say it."""
        if self.rendered:
            return "the page as a browser showed it"
        sent = self.key.partition("#post-")[2]
        return f"answer to a POST of {sent}" if sent else None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list: an absolute address, the full title, the date printed beside it (ISO) or in its address.

    `vouched` rows need no title: the address itself asks for the annual report of a unit and of `year`.
    """

    url: str
    title: str
    date: str | None
    kind: RowKind
    year: int | None = None
    vouched: bool = False


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list. Addresses are absolute, a plain address is a GET; `forward` is where a page only redirects to.

    `islands` are the requests that bring rows of this very page, which its script would make. `bad_addresses` counts
    rows whose link is no address; `cut` says that the pager states more pages than are followed. `pages` and `records`
    are what a first page states of its whole list, 0 where it does not; `bare` counts the records of this page that are
    no row. `odd` says in a few words why an answer is not what the platform answers: nothing is taken from it, and it is
    asked for again. `remark` is a sentence for whoever looks after the source, where a page shows no list.
    """

    rows: tuple[Row, ...] = ()
    next_pages: tuple[str | Ask, ...] = ()
    sub_columns: tuple[str | Ask, ...] = ()
    forward: str | None = None
    bad_addresses: int = 0
    cut: bool = False
    islands: tuple[Ask, ...] = ()
    pages: int = 0
    records: int = 0
    bare: int = 0
    odd: str = ""
    remark: str = ""

    @property
    def rowless(self) -> bool:
        """Whether the page neither has rows nor says where rows are, its own further pages apart."""
        return not (self.rows or self.sub_columns or self.islands or self.forward)

    @property
    def empty(self) -> bool:
        """Whether the page names nothing at all."""
        return not (self.rows or self.next_pages or self.sub_columns or self.islands or self.forward)


@dataclass(frozen=True, slots=True)
class Article:
    """What an article says of itself, and its attachments. `characters` is the length of its body's text.

    `forward` is where a page that only redirects, by script or by meta tag, leads.
    """

    title: str | None
    published_on: str | None
    source: str | None
    characters: int
    attachments: tuple[Row, ...] = ()
    forward: str | None = None


def as_ask(wanted: str | Ask) -> Ask:
    return wanted if isinstance(wanted, Ask) else Ask(wanted)
