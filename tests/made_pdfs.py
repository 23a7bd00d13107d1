"""Small PDFs for the tests: pages drawn by a function, with what files in the wild do to text, rules and structure."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
Draw = Callable[[Canvas], None]


def made(*pages: Draw, compressed: bool = True, **options: object) -> bytes:
    """A PDF of A4 pages, each drawn by a function."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=True, pageCompression=int(compressed), **options)
    for draw in pages:
        canvas.setFont(FONT, 12)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def say(*lines: str, size: float = 12) -> Draw:
    """A page of lines from the top."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, size)
        for number, line in enumerate(lines):
            canvas.drawString(72, 760 - number * size * 1.6, line)

    return draw


def table(
    rows: Sequence[Sequence[str]], top: float = 700, wide: float = 90, high: float = 24, rules: bool = True
) -> Draw:
    """A page with one table of equal cells, its texts at the left of each."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 10)
        for y, row in enumerate(rows):
            for x, text in enumerate(row):
                if rules:
                    canvas.rect(60 + x * wide, top - (y + 1) * high, wide, high)
                canvas.drawString(64 + x * wide, top - (y + 1) * high + 8, text)

    return draw


def drawn(*draws: Draw) -> Draw:
    """Several things on one page, the later ones over the earlier."""

    def draw(canvas: Canvas) -> None:
        for each in draws:
            canvas.saveState()
            canvas.setFont(FONT, 12)
            each(canvas)
            canvas.restoreState()

    return draw


def hidden(text: str, x: float, y: float) -> Draw:
    """Invisible text, as recognition lays over a scan."""

    def draw(canvas: Canvas) -> None:
        line = canvas.beginText(x, y)
        line.setTextRenderMode(3)
        line.textOut(text)
        canvas.drawText(line)

    return draw


def coloured(text: str, x: float, y: float, ink: Sequence[float], ground: Sequence[float] | None = None) -> Draw:
    """Text in a colour, on a filled box where `ground` is given."""

    def draw(canvas: Canvas) -> None:
        if ground is not None:
            canvas.setFillColorRGB(*ground)
            canvas.rect(x - 4, y - 6, 120, 20, stroke=0, fill=1)
        canvas.setFillColorRGB(*ink)
        canvas.drawString(x, y, text)

    return draw


def annotated(body: bytes, *annotations: str) -> bytes:
    """An uncompressed PDF with annotations on its first page, each given as the entries of its dictionary."""
    objects = [f"{900 + n} 0 obj\n<< /Type /Annot {said} >>\nendobj\n" for n, said in enumerate(annotations)]
    named = " ".join(f"{900 + n} 0 R" for n in range(len(annotations)))
    body = body.replace(b"/Type /Page\n", f"/Type /Page /Annots [{named}]\n".encode(), 1)
    at = body.index(b"xref")
    trailer = body[body.index(b"trailer") :].split(b"startxref")[0]
    return body[:at] + "".join(objects).encode() + trailer + b"startxref\n0\n%%EOF\n"
