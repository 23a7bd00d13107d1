"""A DOCX that is nothing but pictures of its pages is the scan it is; how it is recognised stands in test_scans.py."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from pipelines.documents import Unreadable, open_document
from pipelines.documents.refusals import OnlyPictures
from pipelines.documents.word import pictures_in, read_docx
from tests.builder.docx_format import OFFICE, PACKAGE, package

_SPACES = (
    f'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:a="a" xmlns:v="v" xmlns:r="{OFFICE}"'
)
BLIP = '<w:p><w:r><w:drawing><a:blipFill><a:blip r:embed="{}"/>{}</a:blipFill></w:drawing></w:r></w:p>'
_OLD = '<w:p><w:r><w:pict><v:imagedata r:id="{}"/></w:pict></w:r></w:p>'


def shot() -> bytes:
    Image.new("L", (900, 700), 255).save(out := BytesIO(), "PNG")
    return out.getvalue()


def word(body: str, **pictures: bytes) -> bytes:
    """A DOCX; the keywords are ids of relations."""
    links = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/image" Target="media/{i}.png"/>' for i in pictures)
    main = f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    listed = '<Relationships xmlns="{}/relationships">{}</Relationships>'
    return package(
        {
            "_rels/.rels": listed.format(PACKAGE, main),
            "word/document.xml": f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": listed.format(PACKAGE, links),
            **{f"word/media/{i}.png": picture for i, picture in pictures.items()},
        }
    )


def test_the_pictures_in_the_order_in_which_they_stand() -> None:
    pages = {"b": shot(), "a": b"second", "unused": b"none"}
    body = word(BLIP.format("b", "") + _OLD.format("b") + _OLD.format("a"), **pages)
    assert list(pictures_in(body)) == [pages["b"], b"second"]
    with pytest.raises(OnlyPictures):
        read_docx(body)


def test_a_picture_that_nobody_sees_is_none() -> None:
    seen, unseen = BLIP.format("b", ""), BLIP.format("a", "")
    deleted = unseen.replace("<w:r>", "<w:del><w:r>").replace("</w:r>", "</w:r></w:del>")
    hidden = unseen.replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")
    for beside in (deleted, hidden):
        assert list(pictures_in(word(beside + seen, a=b"unseen", b=b"seen"))) == [b"seen"]


def test_a_picture_beside_text_stays_a_picture() -> None:
    assert (
        read_docx(word(BLIP.format("b", "") + "<w:p><w:r><w:t>正文</w:t></w:r></w:p>", b=shot())).text.strip() == "正文"
    )


def test_a_shape_may_cover_a_figure() -> None:
    patch = '<w:p><w:r><w:pict><v:rect fillcolor="white"/></w:pict></w:r></w:p>'
    with pytest.raises(Unreadable, match="shapes"):
        open_document(word(BLIP.format("b", "") + patch, b=shot()), url="a.docx")


def test_of_a_cropped_picture_nobody_knows_what_shows() -> None:
    with pytest.raises(Unreadable, match="only a part"):
        open_document(word(BLIP.format("b", '<a:srcRect t="20000"/>'), b=shot()), url="a.docx")
    assert list(pictures_in(word(BLIP.format("b", '<a:srcRect t="0"/>'), b=b"whole"))) == [b"whole"]
