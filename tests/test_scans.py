"""Scanned reports through recognition: what can be proven is read, nothing is wrong, and the rest is refused."""

from __future__ import annotations

import socket
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import ExifTags, Image, ImageDraw, ImageFont
from pypdfium2 import PdfDocument

from pipelines.documents import TooLarge, Unreadable, open_document, scans
from pipelines.documents.scans.pictures import sheets
from pipelines.records import CellStatus, Grid
from tests.builder import EDITIONS, KINDS, SCANS, build
from tests.builder.judge import judge
from tests.builder.scan_format import CLEAN_SCANS
from tests.builder.scan_pages import SERIF, TIMES, missing_fonts
from tests.reads import plain_cells, read_bytes, verdict_of
from tests.test_pictured_word import BLIP, word

pytest.importorskip("rapidocr", reason="needs the extra ocr: pip install 'gongkai[ocr]'")
needs_fonts = pytest.mark.skipif(
    bool(missing_fonts()), reason="needs fonts: apt-get install fonts-noto-cjk fonts-liberation"
)
LEAST_SHARE = 0.95  # of the cells of undamaged scans


def picture(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def scanned():
    """One tilted scan with figures that satisfy no identity, read without a network."""
    built = build(1, layout="scan_tilted", numbers="distinct")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", lambda *_: pytest.fail("recognition wants the network"))
        return built, read_bytes(built.body, built.url, built.media_type)


@needs_fonts
class TestOneScan:
    def test_figures(self, scanned) -> None:
        built, reading = scanned
        verdict = judge(plain_cells(reading.report), built.truth.cells)
        assert not verdict.wrongs
        assert verdict.share >= LEAST_SHARE

    def test_it_says_that_it_was_recognised_and_what_it_refused(self, scanned) -> None:
        _, reading = scanned
        codes = [finding.code for finding in reading.report.findings]
        assert reading.document.recognised and "F-RECOGNISED" in codes
        refused = {cell.key for cell in reading.report.cells if cell.status is CellStatus.REFUSED}
        named = [f.values["keys"] for f in reading.report.findings if f.code == "T-OCR-UNPROVEN"]
        assert refused == {key for keys in named for key in keys}

    def test_raw_stands_at_its_place(self, scanned) -> None:
        _, reading = scanned
        for cell in reading.report.cells:
            assert reading.document.text[cell.place.start : cell.place.end] == cell.raw
            assert cell.place.box is not None and 1 <= cell.place.box.page <= 2

    def test_every_cell_of_every_grid_was_seen(self, scanned) -> None:
        _, reading = scanned
        grids = [block for block in reading.document.blocks if isinstance(block, Grid)]
        assert len(grids) == 3
        assert all(cell.seen for grid in grids for cell in grid.cells)

    def test_title_and_sections(self, scanned) -> None:
        built, reading = scanned
        assert (reading.report.identity.agency, reading.report.identity.year) == (built.truth.agency, built.truth.year)
        keys = [s.key for s in reading.report.sections if s.key not in ("preamble", "tail")]
        assert keys == built.truth.sections


@needs_fonts
@pytest.mark.torture
@pytest.mark.parametrize("edition", sorted(EDITIONS))
@pytest.mark.parametrize("layout", sorted(SCANS))
def test_scans(layout: str, edition: str) -> None:
    for kind in KINDS:
        verdict, _ = verdict_of(build(2, edition=edition, layout=layout, numbers=kind))
        assert not verdict.wrongs, (kind, verdict.wrongs[:5])
        assert SCANS[layout] not in CLEAN_SCANS or verdict.share >= LEAST_SHARE, (kind, verdict.unread[:5])


class TestFiles:
    """Broken, hostile and odd files: one sentence each."""

    def test_without_the_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(scans, "find_spec", lambda name: None)
        with pytest.raises(Unreadable, match=r"gongkai\[ocr\]"):
            open_document(picture(Image.new("L", (700, 900), 255)), url="scan.png")

    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP"])
    def test_an_empty_page(self, kind: str) -> None:
        with pytest.raises(Unreadable, match="no text"):
            open_document(picture(Image.new("L", (700, 900), 255), kind), url="scan")

    @pytest.mark.parametrize(("orientation", "wide"), [(1, 600), (6, 1041)])
    def test_oblong_pixels_of_a_fax(self, orientation: int, wide: int) -> None:
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = orientation
        fax = picture(Image.new("1", (600, 500), 1), "TIFF", dpi=(204, 98), compression="group4", exif=exif)
        ((page, points),) = sheets(fax)
        assert page.shape[:2] == ((1041, 600) if wide == 600 else (600, 1041)) and points == 595 / 600

    def test_broken(self) -> None:
        body = picture(Image.effect_noise((700, 900), 90))
        for cut in (30, 200, len(body) // 2):
            with pytest.raises(Unreadable, match="broken"):
                open_document(body[:cut], url="scan.png")

    def test_too_many_pixels(self) -> None:
        with pytest.raises(TooLarge, match="pixels"):
            open_document(picture(Image.new("1", (20_000, 20_000))), url="scan.png")

    def test_too_many_pages(self) -> None:
        page = Image.new("1", (700, 900))
        with pytest.raises(TooLarge, match="31 pages"):
            open_document(picture(page, "TIFF", save_all=True, append_images=[page] * 30), url="scan.tif")
        with pytest.raises(TooLarge, match="31 scanned pages"):
            open_document(picture(page, "PDF", save_all=True, append_images=[page] * 30), url="scan.pdf")

    def test_too_coarse(self) -> None:
        with pytest.raises(Unreadable, match="too coarse"):
            open_document(picture(Image.new("L", (300, 400), 255)), url="scan.png")

    def test_a_recording_is_no_picture(self) -> None:
        with pytest.raises(Unreadable, match="recording"):
            open_document(b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(40), url="sound.wav")


@needs_fonts
def test_the_same_bytes_give_the_same_document_in_another_process(tmp_path: Path) -> None:
    image = Image.new("L", (1240, 900), 255)
    draw, face = ImageDraw.Draw(image), ImageFont.truetype(TIMES, 26)
    for y in range(200, 501, 60):
        draw.line((100, y, 1000, y), fill=20, width=2)
    for x in range(100, 1001, 180):
        draw.line((x, 200, x, 500), fill=20, width=2)
        for y in range(200, 500 if x < 1000 else 0, 60):
            draw.text((x + 60, y + 15), str(x * y % 4093), fill=20, font=face)
    body = picture(image.rotate(0.4, resample=Image.Resampling.BICUBIC, fillcolor=255))
    (tmp_path / "scan.png").write_bytes(body)
    say = "import sys; from pipelines.documents import open_document as o; b = open(sys.argv[1], 'rb').read()"
    says = [sys.executable, "-c", f"{say}; print(o(b, url='scan.png'))", str(tmp_path / "scan.png")]
    there = subprocess.run(says, capture_output=True, check=True, text=True).stdout.strip()
    assert str(open_document(body, url="scan.png")) == there and there.count("GridCell(") == 25


@needs_fonts
def test_pages_of_text_beside_a_picture_stay_exact() -> None:
    built = build(3, layout="pdf_ruled", numbers="distinct")
    image = Image.new("L", (1240, 900), 255)
    ImageDraw.Draw(image).text((200, 150), "审核人：张明", fill=20, font=ImageFont.truetype(SERIF, 40))
    with PdfDocument(built.body) as pdf, PdfDocument(picture(image, "PDF", resolution=150)) as scanned:
        pdf.import_pages(scanned)
        pdf.save(out := BytesIO())
    reading = read_bytes(out.getvalue(), built.url, built.media_type)
    verdict = judge(plain_cells(reading.report), built.truth.cells)
    assert reading.document.recognised and verdict.share == 1 and not verdict.wrongs
    assert "审核人" in reading.document.text


@needs_fonts
def test_a_docx_of_pictures_is_recognised_page_by_page() -> None:
    def page(text: str) -> bytes:
        image = Image.new("L", (900, 700), 255)
        ImageDraw.Draw(image).text((150, 200), text, fill=20, font=ImageFont.truetype(SERIF, 48))
        return picture(image)

    body = word(BLIP.format("b", "") + BLIP.format("a", ""), b=page("第一页年度报告"), a=page("第二页主动公开"))
    document = open_document(body, url="a.docx")
    assert document.recognised and document.text.strip() == "第一页年度报告第二页主动公开"
