"""The named styles of a DOCX: the marks of their words, the lists and colours of their paragraphs and tables."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from pipelines.documents.packages import Element, name_of
from pipelines.documents.word.numbering import attribute, child_value

_LONGEST_CHAIN = 20  # styles based on one another


class Styles:
    """What word/styles.xml says; nothing where there is none."""

    def __init__(self, root: Element | None) -> None:
        styles = () if root is None else list(root.iterchildren("{*}style"))
        self._by_id = {attribute(style, "styleId") or "": style for style in styles}
        self._default = next(
            (name for name, style in self._by_id.items() if attribute(style, "default") in ("1", "true")
             and attribute(style, "type") == "paragraph"), "",
        )  # fmt: skip
        self._usual = {} if root is None else _usual(root)

    def chain(self, name: str | None) -> Iterator[Element]:
        """A style and those it is based on."""
        for _ in range(_LONGEST_CHAIN):
            style = self._by_id.get(name or "")
            if style is None:
                return
            yield style
            name = child_value(style, "basedOn")

    def marks(self, name: str | None) -> dict[str, Element]:
        """The marks that a style gives its words, the nearest first."""
        found: dict[str, Element] = {}
        for style in self.chain(name):
            for properties in style.iterchildren("{*}rPr"):
                for mark in properties.iterchildren():
                    found.setdefault(name_of(mark), mark)
        return found

    def marks_of_paragraph(self, paragraph: Element) -> dict[str, Element]:
        """The marks that its style, its table's and the document's defaults give a paragraph's words."""
        return self._usual | self._of_table(paragraph) | self.marks(self.of_paragraph(paragraph))

    def _of_table(self, paragraph: Element) -> dict[str, Element]:
        table = next(paragraph.iterancestors("{*}tbl"), None)
        name = None if table is None else child_value(properties_of(table, "tblPr"), "tblStyle")
        return self.marks(name) if name else {}

    def of_paragraph(self, paragraph: Element) -> str:
        return child_value(properties_of(paragraph, "pPr"), "pStyle") or self._default

    def setting(self, paragraph: Element, name: str) -> Element | None:
        """A property of a paragraph, its own or that of its style."""
        own = properties_of(paragraph, "pPr")
        groups = [own, *(properties_of(style, "pPr") for style in self.chain(self.of_paragraph(paragraph)))]
        return next((found for group in groups for found in group.iterchildren("{*}" + name)), None)


def _usual(root: Element) -> dict[str, Element]:
    """The marks that every word has where nothing else is said."""
    properties = next(root.iterfind("{*}docDefaults/{*}rPrDefault/{*}rPr"), ())
    return {name_of(mark): mark for mark in properties}


def properties_of(element: Element, name: str) -> Element:
    """The child that holds an element's properties; an empty one where it has none."""
    found = next(element.iterchildren("{*}" + name), None)
    return etree.Element(name) if found is None else found
