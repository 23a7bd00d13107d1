"""A report's page names the reports that share its wording, with a link and the passage, and the checks switched off."""

from __future__ import annotations

from pipelines.storing.archive_db import ArchiveDb
from tests.related import captured, figures, prose, reading
from tests.serving import get, served


def test_the_page_shows_what_is_shared_and_what_is_off(tmp_path):
    (tmp_path / "checks.yml").write_text("without: [T3-ROWSUM]\n")
    words, values = prose("page", 30), figures("f2021", 1)
    with ArchiveDb(tmp_path / "archive.db", reader="test") as db:
        for agency in ("柳河镇人民政府", "石桥乡人民政府"):
            db.store(captured(f"{agency}.txt"), (reading(agency, 2023, values, words=words),))
        db.relate()
        one, other = (report for (report,) in db.query("SELECT id FROM reports ORDER BY agency DESC"))
        (passage,) = db.query("SELECT passage FROM similar_reports WHERE report_id = ?", one)[0]
    with served(tmp_path) as (_, home):
        status, _, body = get(f"{home}archive/reports/{one}")
        page = body.decode()
        similar = page.partition('id="similar"')[2]
        assert status == 200 and f"/archive/reports/{other}" in similar and "100%" in similar and passage in similar
        assert "C-NEAR-DUPLICATE" in page or "高度雷同" in page
        assert "checks_off" in page and "T3-ROWSUM" in page
        status, _, body = get(f"{home}archive/similar_reports.json?_shape=array")
        assert status == 200 and body.decode().count('"containment"') == 2
