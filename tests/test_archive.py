"""The archive of captures: what is added comes back, torn ends are cut off, damage is reported, foreign WARCs are read."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from dataclasses import replace
from io import BytesIO

import brotli
import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.archive import Archive, ArchiveError, Outsized, foreign_records
from pipelines.archive import bodies as bodies_module
from pipelines.archive import warcs as warcs_module
from pipelines.archive.entries import Body
from pipelines.archive.writing import write_entry
from pipelines.records import CaptureOutcome, Level, Provenance, Robots

AT = "2026-01-01T00:00:00Z"
SAID = Provenance(source="north", title="年度报告", agency="柳林坝镇人民政府", level=Level.TOWNSHIP, is_report=True)
HTML = [("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("ETag", '"x"')]


def fill(archive):
    first = archive.add("file:///报告 一.txt", "一、总体情况".encode(), fetched_at=AT, provenance=SAID)
    second = archive.add(
        "http://a.example/x", b"<html>", fetched_at=AT, headers=HTML, media_type="text/html", robots=Robots.ALLOWED
    )
    third = archive.add(
        "http://a.example/x", b"", fetched_at="2026-01-02T00:00:00Z", status=304, headers=[], same_as=second.sha256
    )
    fourth = archive.add("http://a.example/list", b"", fetched_at=AT, headers=[], outcome=CaptureOutcome.LIST_PAGE)
    return [first, second, third, fourth]


@pytest.fixture
def kept(tmp_path):
    with Archive(tmp_path) as archive:
        return fill(archive)


def only_file(data):
    (path,) = (data / "warc").iterdir()
    return path


def test_every_capture_comes_back_with_what_was_said_of_it(tmp_path, kept):
    archive = Archive(tmp_path, read_only=True)
    got = list(archive.captures())
    assert [capture for capture, _ in got] == kept
    assert [body() for _, body in got] == ["一、总体情况".encode(), b"<html>", b"", b""]
    assert got[0][0].provenance == SAID
    assert [capture for capture, _ in archive.captures(after=(kept[1].warc_file, kept[1].warc_offset))] == kept[2:]


def test_the_files_are_good_warc_for_any_reader(tmp_path, kept):
    with only_file(tmp_path).open("rb") as file:
        records = [
            (r.rec_type, r.rec_headers, r.content_stream().read()) for r in ArchiveIterator(file, check_digests="raise")
        ]
    kinds = [kind for kind, _, _ in records]
    assert kinds == [
        "warcinfo",
        "resource",
        "metadata",
        "response",
        "metadata",
        "revisit",
        "metadata",
        "response",
        "metadata",
    ]
    assert records[3][1].get_header("WARC-Dropped-Encoding") == "gzip"
    assert records[4][1].get_header("WARC-Refers-To") == records[3][1].get_header("WARC-Record-ID")


def test_ids_come_from_address_and_bytes(tmp_path, kept):
    with Archive(tmp_path) as archive:
        again = archive.add("http://a.example/x", b"<html>", fetched_at="2027-01-01T00:00:00Z", headers=HTML)
        other = archive.add("http://a.example/x", b"<body>", fetched_at=AT, headers=HTML)
    assert again.id == kept[1].id != other.id
    assert again.sha256 == hashlib.sha256(b"<html>").hexdigest()


def test_a_power_cut_at_any_byte_costs_only_the_capture_in_flight(tmp_path, kept):
    path = only_file(tmp_path)
    whole = path.read_bytes()
    starts = [capture.warc_offset for capture in kept] + [len(whole)]
    for cut in range(kept[2].warc_offset, len(whole), 7):
        path.write_bytes(whole[:cut])
        with Archive(tmp_path) as archive:
            survivors = [capture for capture, _ in archive.captures()]
            assert survivors == [capture for capture, end in zip(kept, starts[1:], strict=True) if end <= cut]
            assert bool(archive.notes) == (cut not in starts)
    with Archive(tmp_path) as archive:
        added = archive.add("http://a.example/new", b"new", fetched_at=AT, headers=[])
        assert archive.body(added) == b"new"


def test_blocks_of_zeros_after_a_power_cut_are_cut_off(tmp_path, kept):
    path = only_file(tmp_path)
    size = path.stat().st_size
    with path.open("ab") as file:
        file.write(bytes(8192))
    with Archive(tmp_path) as archive:
        assert [capture for capture, _ in archive.captures()] == kept
        assert "8192 bytes" in archive.notes[0]
    assert path.stat().st_size == size


def test_damage_in_the_middle_is_reported_and_the_rest_is_read(tmp_path, kept):
    path = only_file(tmp_path)
    data = bytearray(path.read_bytes())
    data[kept[1].warc_offset + 40] ^= 0xFF
    path.write_bytes(data)
    with Archive(tmp_path) as archive:
        assert archive.notes == []
        with pytest.raises(ArchiveError, match="no readable record"):
            list(archive.captures())
        damaged = []
        assert [capture for capture, _ in archive.captures(damaged=damaged)] == [kept[0], *kept[2:]]
        assert [damage.start for damage in damaged] == [kept[1].warc_offset]
        with pytest.raises(ArchiveError):
            archive.body(kept[1])


def test_a_full_file_is_followed_by_the_next(tmp_path):
    with Archive(tmp_path, rotate_at=1000) as archive:
        kept = fill(archive)
        assert len(archive.files()) > 1
    with Archive(tmp_path, rotate_at=1000) as archive:
        assert [capture for capture, _ in archive.captures()] == kept


def test_a_write_that_fails_leaves_nothing_behind(tmp_path, kept, monkeypatch):
    path = only_file(tmp_path)
    size = path.stat().st_size

    def full(out, *_):
        out.write(b"\x1f\x8b\x08 half a record")
        raise OSError(28, "No space left on device")

    with Archive(tmp_path) as archive:
        monkeypatch.setattr(warcs_module, "write_entry", full)
        with pytest.raises(OSError, match="No space"):
            archive.add("http://a.example/y", b"y", fetched_at=AT, headers=[])
    assert path.stat().st_size == size


class ByParts(BytesIO):
    """Takes a few bytes at a call, as the last room of a disk does."""

    def write(self, data) -> int:
        return super().write(bytes(data[:100]))


def test_a_record_is_written_whole_where_a_call_takes_a_part_of_it(tmp_path, kept):
    out, body = ByParts(), Body.of(bytes(range(256)) * 4)
    write_entry(out, replace(kept[1], sha256=body.sha256), body, HTML)
    out.seek(0)
    records = [(r.rec_type, r.content_stream().read()) for r in ArchiveIterator(out, check_digests="raise")]
    assert records[0] == ("response", bytes(range(256)) * 4)
    assert [kind for kind, _ in records] == ["response", "metadata"]


def test_a_file_too_large_to_read_is_kept_from_the_disk(tmp_path, monkeypatch):
    for module in (bodies_module, warcs_module):
        monkeypatch.setattr(module, "MAX_READ", 1000)
    monkeypatch.setattr(bodies_module, "MAX_KEPT", 3000)
    monkeypatch.setattr(bodies_module, "TRUNCATED_TO", 500)
    large, huge = tmp_path / "large.bin", tmp_path / "huge.bin"
    large.write_bytes(b"x" * 2000)
    huge.write_bytes(b"y" * 4000)
    with Archive(tmp_path) as archive:
        kept = [archive.add(f"file:///{path.name}", path, fetched_at=AT) for path in (large, huge)]
        assert [capture for capture, _ in archive.captures()] == kept
        assert [archive.body(capture) for capture in kept] == [b"x" * 2000, b"y" * 500]
    assert [capture.outcome for capture in kept] == [CaptureOutcome.TOO_LARGE] * 2
    assert kept[1].sha256 == hashlib.sha256(b"y" * 4000).hexdigest()
    assert "beginning" in kept[1].note


def test_a_body_above_the_limit_is_never_taken_into_memory(tmp_path, monkeypatch):
    with Archive(tmp_path) as archive:
        capture = archive.add("file:///a", bytes(5000), fetched_at=AT)
        monkeypatch.setattr("pipelines.archive.members.MAX_READ", 1000)
        monkeypatch.setattr("pipelines.archive.members._HEADROOM", 1000)
        with pytest.raises(Outsized):
            archive.body(capture)
        assert [found for found, _ in archive.captures()] == [capture]


def foreign(path, gzipped):
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=gzipped)
        chunked = b"6\r\n<html>\r\n7\r\n</html>\r\n0\r\n\r\n"
        writer.write_record(_response(writer, "http://b.example/1", chunked, [("Transfer-Encoding", "chunked")]))
        packed = gzip.compress(b"<p>packed</p>")
        writer.write_record(_response(writer, "http://b.example/2", packed, [("Content-Encoding", "gzip")]))
        writer.write_record(
            writer.create_warc_record(
                "http://b.example/3", "resource", BytesIO(b"file"), 4, warc_content_type="text/plain"
            )
        )


def _response(writer, url, payload, headers):
    http = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), *headers], protocol="HTTP/1.1")
    return writer.create_warc_record(url, "response", BytesIO(payload), len(payload), http_headers=http)


@pytest.mark.parametrize("gzipped", [True, False])
def test_a_foreign_warc_is_read_with_its_bodies_decoded(tmp_path, gzipped):
    path = tmp_path / "crawl.warc"
    foreign(path, gzipped)
    records = list(foreign_records(path))
    assert [record.body for record in records] == [b"<html></html>", b"<p>packed</p>", b"file"]
    assert [record.url for record in records] == [f"http://b.example/{n}" for n in (1, 2, 3)]
    assert [record.media_type for record in records] == ["text/html", "text/html", "text/plain"]


def test_our_own_warc_keeps_its_provenance_when_it_is_imported_elsewhere(tmp_path, kept):
    records = list(foreign_records(only_file(tmp_path)))
    assert [record.url for record in records] == [capture.url for capture in kept]
    assert [(record.same_as, record.outcome) for record in records[2:]] == [
        (kept[2].sha256, None),
        (None, CaptureOutcome.LIST_PAGE),
    ]
    assert records[0].provenance == SAID
    assert records[1].robots is Robots.ALLOWED


@pytest.mark.parametrize(
    "broken",
    [b"", b"no warc", zlib.compress(b"x" * 100), gzip.compress(b"text", mtime=0)],
    ids=["empty", "text", "zlib", "gzip"],
)
def test_what_is_no_warc_gets_one_sentence(tmp_path, broken):
    path = tmp_path / "x.warc.gz"
    path.write_bytes(broken)
    with pytest.raises(ArchiveError, match="x.warc.gz"):
        list(foreign_records(path))


def test_a_foreign_warc_cut_off_in_the_middle_gives_what_it_has_and_says_so(tmp_path):
    path = tmp_path / "x.warc.gz"
    foreign(path, True)
    path.write_bytes(path.read_bytes()[:-60])
    found = []
    with pytest.raises(ArchiveError, match="x.warc.gz"):
        for record in foreign_records(path):
            found.append(record.url)
    assert found == ["http://b.example/1", "http://b.example/2"]


PAGE = b"<p>" + bytes(range(32, 127)) * 40 + b"</p>"
RECORD = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\n"


def raw(block, headers=b"WARC-Target-URI: http://b.example/1\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"):
    return RECORD + headers + b"Content-Length: %d\r\n\r\n" % len(block) + block + b"\r\n\r\n"


def answered(payload, *headers, status=b"HTTP/1.1 200 OK"):
    return b"\r\n".join([status, b"Content-Type: text/html", *headers, b"", payload])


def read_raw(tmp_path, *records, gzipped=False):
    """What a file of these records gives, and the sentence it ends with."""
    path = tmp_path / "x.warc"
    path.write_bytes(b"".join(gzip.compress(record, mtime=0) if gzipped else record for record in records))
    found = []
    try:
        for record in foreign_records(path):
            found.append(record)
    except ArchiveError as error:
        return found, str(error)
    return found, ""


def _chunks(body):
    return b"%x\r\n%s\r\n" % (len(body), body)


@pytest.mark.parametrize(
    "block",
    [
        answered(gzip.compress(PAGE)[: len(gzip.compress(PAGE)) * 2 // 3], b"Content-Encoding: gzip"),
        answered(zlib.compress(PAGE)[:-6], b"Content-Encoding: deflate"),
        answered(brotli.compress(PAGE)[:-5], b"Content-Encoding: br"),
        answered(_chunks(PAGE), b"Transfer-Encoding: chunked"),
        answered(_chunks(PAGE)[:-50], b"Transfer-Encoding: chunked"),
        answered(
            _chunks(gzip.compress(PAGE)[:-9]) + b"0\r\n\r\n", b"Transfer-Encoding: chunked", b"Content-Encoding: gzip"
        ),
        answered(PAGE, b"Content-Length: %d" % (len(PAGE) + 1)),
    ],
    ids=["gzip", "deflate", "brotli", "no last chunk", "half a chunk", "gzip in chunks", "length"],
)
def test_a_transfer_that_was_cut_off_is_kept_and_never_read(tmp_path, block):
    (record,), said = read_raw(tmp_path, raw(block))
    assert (record.outcome, said) == (CaptureOutcome.UNREADABLE, "")
    assert "cut off" in record.note
    assert record.body == block.partition(b"\r\n\r\n")[2]


def test_a_record_its_collector_marked_as_truncated_is_never_read(tmp_path):
    marked = b"WARC-Target-URI: http://b.example/1\r\nWARC-Truncated: time\r\n"
    (record,), _ = read_raw(tmp_path, raw(answered(PAGE), marked))
    assert (record.outcome, record.body) == (CaptureOutcome.UNREADABLE, PAGE)


@pytest.mark.parametrize(
    ("payload", "headers"),
    [
        (brotli.compress(PAGE), [b"Content-Encoding: br"]),
        (zlib.compress(PAGE), [b"Content-Encoding: deflate"]),
        (zlib.compress(PAGE, wbits=-15), [b"Content-Encoding: deflate"]),
        (gzip.compress(PAGE[:50]) + gzip.compress(PAGE[50:]), [b"Content-Encoding: x-gzip"]),
        (
            _chunks(PAGE[:9]) + _chunks(PAGE[9:]) + b"0\r\n\r\n",
            [b"Transfer-Encoding: chunked", b"Content-Length: 99999"],
        ),
        (PAGE, [b"Content-Encoding: gzip", b"Transfer-Encoding: chunked"]),
        (PAGE, [b"Content-Length: %d" % len(PAGE)]),
    ],
    ids=["brotli", "zlib", "bare deflate", "gzip members", "chunks", "decoded before", "length"],
)
def test_a_whole_transfer_is_decoded(tmp_path, payload, headers):
    (record,), said = read_raw(tmp_path, raw(answered(payload, *headers)))
    assert (record.body, record.outcome, said) == (PAGE, None, "")


@pytest.mark.parametrize("gzipped", [True, False])
@pytest.mark.parametrize(
    "odd",
    [
        answered(b"\x00no brotli", b"Content-Encoding: br"),
        answered(PAGE, b"Content-Encoding: zstd"),
        answered(PAGE, status=b"HTTP abc"),
        answered(PAGE, status=b"HTTP/1.1 abc wrong"),
        b"\r\n\r\nabc",
    ],
    ids=["brotli", "zstd", "no version", "no status", "no head"],
)
def test_an_odd_record_is_kept_unread_and_costs_no_other(tmp_path, odd, gzipped):
    good = raw(answered(PAGE))
    found, said = read_raw(tmp_path, good, raw(odd), good, gzipped=gzipped)
    assert [record.outcome for record in found] == [None, CaptureOutcome.UNREADABLE, None]
    assert found[1].body and found[1].note and said == ""


def test_a_record_without_an_address_is_no_version_of_another(tmp_path):
    found, said = read_raw(tmp_path, *(raw(answered(page), b"") for page in (b"one", b"two")))
    assert [record.body for record in found] == [b"one", b"two"]
    assert len({record.url for record in found}) == 2
    assert said == ""


@pytest.mark.parametrize("gzipped", [True, False])
def test_after_garbage_the_next_record_is_found(tmp_path, gzipped):
    path, good = tmp_path / "x.warc", raw(answered(PAGE))
    packed = gzip.compress(good, mtime=0) if gzipped else good
    path.write_bytes(packed + b"\x1f\x8b\x08\x00\nWARC/ rubbish\n" * 9 + packed)
    found = []
    with pytest.raises(ArchiveError, match=rf"bytes {len(packed) - (0 if gzipped else 4)} to \d+ hold no readable"):
        for record in foreign_records(path):
            found.append(record.body)
    assert found == [PAGE, PAGE]


def test_a_record_that_does_not_end_where_it_says_is_never_read(tmp_path):
    good = raw(answered(PAGE))
    spoilt = good[:300] + b"GARBAGE\n" * 99 + good[300:]
    found, said = read_raw(tmp_path, spoilt, good)
    assert [record.outcome for record in found] == [CaptureOutcome.UNREADABLE, None]
    assert found[1].body == PAGE
    assert "no readable record" in said


def test_a_length_far_too_large_does_not_swallow_what_follows(tmp_path):
    good = raw(answered(PAGE))
    found, said = read_raw(tmp_path, RECORD + b"Content-Length: 9999999\r\n\r\n" + answered(b"abc"), good)
    assert [record.body for record in found] == [PAGE]
    assert "damaged" in said


def test_many_records_in_one_gzip_member_are_all_read(tmp_path):
    found, said = read_raw(tmp_path, raw(answered(b"one")) + raw(answered(b"two")), gzipped=True)
    assert ([record.body for record in found], said) == ([b"one", b"two"], "")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (b"nonsense", "1970-01-01T00:00:00Z"),
        (b"2024-13-01T00:00:00Z", "1970-01-01T00:00:00Z"),
        (b"2024-01-01T00:00:00", "1970-01-01T00:00:00Z"),
        (b"2024-01-01T08:00:00+08:00", "2024-01-01T00:00:00Z"),
        (b"2024-01-01T00:00:00.5Z", "2024-01-01T00:00:00.5Z"),
    ],
)
def test_a_date_nobody_can_read_never_passes_for_the_newest(tmp_path, said, kept):
    (record,), _ = read_raw(tmp_path, raw(answered(PAGE), b"WARC-Date: " + said + b"\r\n"))
    assert record.fetched_at == kept


def test_a_warc_that_holds_nothing_to_take_in_says_so(tmp_path):
    request = raw(b"GET / HTTP/1.1\r\n\r\n").replace(b": response", b": request")
    assert read_raw(tmp_path, request) == ([], "x.warc holds no response and no resource record")
