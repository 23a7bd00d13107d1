"""A report as OFD (GB/T 33190), written from the public standard: pages set as for PDF, every length in millimetres.

Glyphs stand by DeltaX (with its `g` for repeats), every second object through a CTM; rules are drawn as paths or as
thin filled areas; what stands on every page can lie in a template.
"""

from __future__ import annotations

import io
from html import escape

from reportlab.pdfbase import pdfmetrics

from tests.builder.docx_format import package
from tests.builder.draft import Draft, Line
from tests.builder.pdf_format import FONT, Setter, Style

_MM = 25.4 / 72  # in a point
_NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n'


class _Canvas:
    """What a Setter draws on: collects the objects of each page. Heights come from the bottom, as in PDF."""

    def __init__(self, width: float, height: float) -> None:
        self.size = (width, height)
        self.pages: list[list[str]] = [[]]
        self.points = 10.0
        self.count = 100

    def setFont(self, name: str, size: float) -> None:  # noqa: N802 (reportlab's name)
        self.points = size

    def setLineWidth(self, width: float) -> None:  # noqa: N802
        """Lines are as wide as the standard's default."""

    def drawString(self, x: float, y: float, text: str) -> None:  # noqa: N802
        if text.strip():
            self.pages[-1].append(self._text(x, self.size[1] - y, text))

    def _text(self, x: float, base: float, text: str) -> str:
        size = self.points
        steps = [pdfmetrics.stringWidth(char, FONT, size) * _MM for char in text]
        scale = 1.0 if self.count % 2 else 0.5  # half of the objects are set twice as large and shown at half size
        ctm = "" if scale == 1.0 else f' CTM="{scale} 0 0 {scale} 0 0"'
        box = _numbers(x * _MM, (base - size) * _MM, sum(steps), 1.3 * size * _MM)
        code = f'<ofd:TextCode X="0" Y="{size * _MM / scale:.4f}" DeltaX="{_steps([s / scale for s in steps[:-1]])}">'
        thing = f'<ofd:TextObject ID="{self._id()}" Boundary="{box}" Font="1" Size="{size * _MM / scale:.4f}"{ctm}>'
        return f"{thing}{code}{escape(text)}</ofd:TextCode></ofd:TextObject>"

    def rect(self, x: float, y: float, width: float, height: float) -> None:
        box = _numbers(x * _MM, (self.size[1] - y - height) * _MM, width * _MM, height * _MM)
        w, h = width * _MM, height * _MM
        path = f"M 0 0 L {w:.4f} 0 L {w:.4f} {h:.4f} L 0 {h:.4f} C"
        self._path(box, path, "")

    def line(self, x: float, y: float, to_x: float, to_y: float) -> None:
        """A line as a thin filled area, as many writers draw them."""
        width, height = max(abs(to_x - x), 0.5) * _MM, max(abs(to_y - y), 0.5) * _MM
        box = _numbers(min(x, to_x) * _MM, (self.size[1] - max(y, to_y)) * _MM, width, height)
        path = f"M 0 0 L {width:.4f} 0 L {width:.4f} {height:.4f} L 0 {height:.4f} C"
        self._path(box, path, ' Stroke="false" Fill="true"')

    def _path(self, box: str, path: str, how: str) -> None:
        data = f"<ofd:AbbreviatedData>{path}</ofd:AbbreviatedData>"
        self.pages[-1].append(
            f'<ofd:PathObject ID="{self._id()}" Boundary="{box}" LineWidth="0.18"{how}>{data}</ofd:PathObject>'
        )

    def showPage(self) -> None:  # noqa: N802
        self.pages.append([])

    def _id(self) -> int:
        self.count += 1
        return self.count


class _Setter(Setter):
    """Sets a report on an OFD canvas."""

    def __post_init__(self) -> None:
        self.width, self.height = (842, 595) if self.style.landscape else (595, 842)
        self.canvas = _Canvas(self.width, self.height)
        self._begin()

    def finish(self) -> bytes:
        self.end_page()
        pages = [page for page in self.canvas.pages if page]
        return _file(pages[:-1] if len(pages[-1]) == 1 and self.style.head else pages, self.width, self.height)


def _numbers(*values: float) -> str:
    return " ".join(f"{value:.4f}" for value in values)


def _steps(steps: list[float]) -> str:
    """The steps as text, three and more alike as `g COUNT STEP`."""
    written, at = [], 0
    while at < len(steps):
        alike = next((n for n in range(at, len(steps)) if abs(steps[n] - steps[at]) > 1e-6), len(steps)) - at
        written.append(f"g {alike} {steps[at]:.4f}" if alike > 2 else " ".join([f"{steps[at]:.4f}"] * alike))
        at += alike
    return " ".join(written)


def _file(pages: list[list[str]], width: float, height: float) -> bytes:
    box = f"<ofd:PageArea><ofd:PhysicalBox>{_numbers(0, 0, width * _MM, height * _MM)}</ofd:PhysicalBox></ofd:PageArea>"
    listed = "".join(f'<ofd:Page ID="{n + 10}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    template = '<ofd:TemplatePage ID="5" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
    common = f"<ofd:CommonData><ofd:MaxUnitID>9999</ofd:MaxUnitID>{box}{template}</ofd:CommonData>"
    parts = {
        "OFD.xml": f'{_DECLARED}<ofd:OFD {_NAMESPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo/>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"{_DECLARED}<ofd:Document {_NAMESPACE}>{common}<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        "Doc_0/Tpls/Tpl_0/Content.xml": _page([]),
    }
    parts |= {f"Doc_0/Pages/Page_{n}/Content.xml": _page(page) for n, page in enumerate(pages)}
    return package(parts)


def _page(objects: list[str]) -> str:
    template = '<ofd:Template TemplateID="5" ZOrder="Background"/>' if objects else ""
    layer = f'<ofd:Layer ID="2" Type="Body">{"".join(objects)}</ofd:Layer>'
    return f"{_DECLARED}<ofd:Page {_NAMESPACE}>{template}<ofd:Content>{layer}</ofd:Content></ofd:Page>"


def ofd(style: Style):
    """A function that sets a draft in `style`."""

    def render(draft: Draft) -> bytes:
        setter = _Setter(style, io.BytesIO())
        for block in draft.blocks():
            (setter.line if isinstance(block, Line) else setter.table)(block)
        return setter.finish()

    return render


OFD_STYLES = {
    "ofd_ruled": Style(),
    "ofd_narrow": Style(narrow=0.3, number="第 {} 页"),
    "ofd_open_sides": Style(sides=False),
    "ofd_header_repeated": Style(repeat=True, head="政府信息公开工作年度报告"),
    "ofd_unruled": Style(lines=False),
}
