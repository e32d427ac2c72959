from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from sqlalchemy import text

from api.archive.erasure import STILL_WRITTEN, sweep
from api.archive.pdf import Attachment, Section, render
from api.archive.store import FolderStore, RemoteStore
from api.desk import utc_now
from api.settings import Settings
from tests.service import THREAT, Service, start

ODD = "Hej å 😀 مرحبا \u202e ܀ \x00 \ud800 \r\n 𐍈 slut"


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    body = io.BytesIO()
    Image.new("RGB", size, "red").save(body, kind)
    return body.getvalue()


def kept(service: Service) -> list[Path]:
    folder = service.settings.evidence_folder
    return sorted(file for file in folder.rglob("*") if file.is_file())


def send(service: Service, decision: str, body: bytes, media: str = "image/png"):
    headers = {**service.tool, "Content-Type": media}
    path = f"/v1/decisions/{decision}/screenshots"
    return service.client.post(path, content=body, headers=headers)


def assert_is_pdfa(body: bytes) -> None:
    """What ISO 19005-3 asks for and a machine without veraPDF can see."""
    with pikepdf.open(io.BytesIO(body)) as pdf:
        assert pdf.open_metadata().pdfa_status == "3U"
        intent = pdf.Root.OutputIntents[0]
        assert intent.S == "/GTS_PDFA1"
        assert intent.DestOutputProfile.N == 3
        assert "/ID" in pdf.trailer
        assert not pdf.is_encrypted
        assert not {"/AA", "/JavaScript", "/XFA"} & set(pdf.Root.keys())
        assert str(pdf.Root.Lang) == "sv"
        for page in pdf.pages:
            for font in page.Resources.Font.values():
                below = font.DescendantFonts[0] if "/DescendantFonts" in font else font
                assert "/ToUnicode" in font
                assert {"/FontFile2", "/FontFile3"} & set(below.FontDescriptor.keys())
        for one in pdf.Root.get("/AF", []):
            assert one.AFRelationship == "/Data"
            assert one.EF.F.Subtype == "/application/json"
        assert not pdf.check_pdf_syntax()
    _ask_verapdf(body)


def _ask_verapdf(body: bytes) -> None:
    program = shutil.which("verapdf")
    if (
        program
    ):  # the reference validator; its package is in no registry that the tests install from
        done = subprocess.run([program, "-f", "3u"], input=body, capture_output=True, check=False)
        assert b'isCompliant="true"' in done.stdout


@pytest.mark.parametrize("words", ["", ODD, "ord " * 20_000, "å" * 50_000])
def test_any_words_become_pdfa(words: str):
    attached = Attachment("kommentar.json", b"{}", "application/json")
    assert_is_pdfa(
        render("Prov " + words[:80], [Section("Text", [("Text", words)])], utc_now(), [attached])
    )


def test_a_preserved_comment_is_json_and_pdfa_with_the_json_inside(each_service: Service):
    decision = each_service.seen(words=THREAT + ODD, author="Ö\ud800", url="https://example.com/1")
    assert each_service.review(decision).status_code == 201
    path = f"/v1/decisions/{decision}/evidence"
    items = each_service.client.get(path, headers=each_service.tool).json()["items"]
    assert [item["kind"] for item in items] == ["comment", "pdf"]
    for item, file in zip(items, ("json", "pdf"), strict=True):
        name = f"{item['sha256'][:2]}/{item['sha256']}.{file}"
        body = (each_service.settings.evidence_folder / name).read_bytes()
        assert hashlib.sha256(body).hexdigest() == item["sha256"]
    assert_is_pdfa(body)
    with pikepdf.open(io.BytesIO(body)) as pdf:
        inside = pdf.attachments["kommentar.json"].get_file().read_bytes()
    record = json.loads(inside)
    assert hashlib.sha256(inside).hexdigest() == items[0]["sha256"]
    assert record["text"] == THREAT + ODD
    assert record["captured_at_local"][-6:] in {"+01:00", "+02:00"}


@pytest.mark.parametrize(("kind", "media"), [("PNG", "png"), ("JPEG", "jpeg"), ("WEBP", "webp")])
def test_a_screenshot_is_kept_by_what_it_is(service: Service, kind: str, media: str):
    decision, body = service.submit()["id"], picture(kind)
    answer = send(service, decision, body, "image/gif")
    assert answer.status_code == 201
    assert answer.json()["media_type"] == f"image/{media}"
    assert answer.json()["sha256"] == hashlib.sha256(body).hexdigest()
    before = service.counts()
    assert send(service, decision, body).json() == answer.json()
    assert service.counts() == before


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"%PDF-1.4", 422),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422),
        (picture()[:-20], 422),
        (picture("GIF"), 422),
        (picture(size=(8000, 6300)), 413),
        (b"\x89PNG" + b"x" * 6 * 2**20, 413),
    ],
)
def test_what_is_no_fitting_picture_is_not_kept(service: Service, body: bytes, status: int):
    decision = service.submit()["id"]
    before = service.counts()
    assert send(service, decision, body).status_code == status
    assert (service.counts(), kept(service)) == (before, [])


def test_a_screenshot_alone_is_no_evidence_for_a_deletion(service: Service):
    decision = service.seen()
    send(service, decision, picture())
    answer = service.review(decision, verdict="change", actions=["delete"])
    assert answer.status_code == 409


def test_child_abuse_material_leaves_only_its_address(each_service: Service):
    service = each_service
    decision = service.seen(
        author="Okänd", author_id="u1", url="https://example.com/9", comment_id="c9"
    )
    send(service, decision, picture())
    service.client.post(f"/v1/decisions/{decision}/evidence", headers=service.karin)
    assert len(kept(service)) == 3
    answer = service.review(
        decision,
        verdict="change",
        actions=["hide", "preserve", "call_police"],
        ground="barnpornografi",
    )
    assert answer.status_code == 201, answer.text
    (file,) = kept(service)
    record = json.loads(file.read_bytes())
    assert record["kind"] == "reference"
    assert not {"text", "author", "author_id", "parent"} & set(record)
    comment = answer.json()["comment"]
    assert comment["url"] == "https://example.com/9"
    assert comment["text"] is comment["author"] is comment["author_id"] is None
    assert send(service, decision, picture()).status_code == 409
    again = service.submit(comment_id="c9")
    assert (again["id"], again["version"], again["comment"]["text"]) == (decision, 1, None)
    assert service.execute(decision, "hide").json()["state"] == "executed"
    assert service.client.get("/v1/registry/verify", headers=service.tool).json()["valid"]


def test_files_that_no_row_names_are_swept(service: Service):
    service.review(service.seen())
    loose = service.settings.evidence_folder / "ab" / ".half"
    loose.parent.mkdir(exist_ok=True)
    loose.write_bytes(b"x")
    assert sweep(service.desk) == []  # its row may be on its way
    later = replace(service.desk, now=lambda: utc_now() + 2 * STILL_WRITTEN)
    assert sweep(later) == ["ab/.half"]
    assert len(kept(service)) == 2


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch):
    """The URL of an S3 bucket on a server that the test starts."""
    pytest.importorskip("s3fs", reason="s3fs is not installed")
    moto = pytest.importorskip("moto.server", reason="moto's server is not installed")
    import boto3

    server = moto.ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    boto3.client("s3", endpoint_url=f"http://{host}:{port}").create_bucket(Bucket="bevis")
    yield "s3://bevis/uppsikt"
    server.stop()


@pytest.mark.filterwarnings("ignore")  # the server's own libraries
def test_evidence_can_lie_in_an_s3_compatible_store(
    service: Service, bucket: str, tmp_path: Path, classifier
):
    settings = Settings(folder=service.settings.folder, evidence_url=bucket)
    for remote in start(settings, classifier):
        decision = remote.seen()
        assert remote.review(decision).status_code == 201
        assert remote.execute(decision, "delete").json()["state"] == "executed"
        store = RemoteStore(bucket)
        paths = list(store.paths())
        assert sorted(path.rpartition(".")[2] for path in paths) == ["json", "pdf"]
        later = replace(remote.desk, now=lambda: utc_now() + 2 * STILL_WRITTEN)
        assert sweep(later) == []
        store.write("ab/loose.json", b"x")
        assert (sweep(remote.desk), sweep(later)) == ([], ["ab/loose.json"])
        other = remote.seen()
        remote.review(other)
        for path in store.paths():
            store.remove(path)
        assert remote.execute(other, "delete").status_code == 409
    assert kept(service) == []


@pytest.mark.parametrize("kind", ["folder", "memory"])
def test_every_store_writes_reads_lists_and_removes(kind: str, tmp_path: Path):
    store = FolderStore(tmp_path) if kind == "folder" else RemoteStore("memory://prov")
    store.write("ab/abc.json", b"x")
    store.write("ab/abc.json", b"x")
    assert store.read("ab/abc.json") == b"x"
    assert list(store.paths()) == ["ab/abc.json"]
    store.remove("ab/abc.json")
    store.remove("ab/abc.json")
    assert list(store.paths()) == []
    with pytest.raises(OSError, match=r"abc"):
        store.read("ab/abc.json")


def test_erased_content_is_gone_from_every_table(service: Service):
    decision = service.seen(
        channel="exempelkommun", words="Jag ska slå ihjäl dig ordetsomsyns", author="Namnsson"
    )
    service.review(
        decision,
        verdict="change",
        actions=["hide", "preserve", "call_police"],
        ground="barnpornografi",
    )
    with service.desk.database.reading() as session:
        for table in session.bind.dialect.get_table_names(session.connection()):  # type: ignore[union-attr]
            rows = session.execute(text(f"SELECT * FROM {table}")).all()
            assert "ordetsomsyns" not in str(rows)
            assert "namnsson" not in str(rows).casefold()
