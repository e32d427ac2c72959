from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
import pytest
from lxml import etree

from api.archive.listings import as_csv
from api.registry import verify_export
from api.settings import Settings
from tests.service import QUESTION, Service, free_port, start

ERMS = "{https://DILCIS.eu/XML/ERMS}"
PHONE = "Ring mig på 070-1740605 eller kom till kommunhuset"


def case(service: Service, decision: str, **body: object):
    return service.post(f"/v1/registry/cases/{decision}", body, service.karin)


def search(service: Service, **wanted: str) -> list[str]:
    answer = service.client.get("/v1/registry/cases", params=wanted, headers=service.tool)
    assert answer.status_code == 200, answer.text
    return [one["decision"] for one in answer.json()["items"]]


def as_text(lines: str) -> str:
    return str([json.loads(line) for line in lines.splitlines()])


def unzipped(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def assert_checksums(files: dict[str, bytes]) -> None:
    listed = dict(
        reversed(line.split("  ")) for line in files["manifest-sha256.txt"].decode().splitlines()
    )
    assert set(listed) == set(files) - {"manifest-sha256.txt"}
    for name, digest in listed.items():
        assert hashlib.sha256(files[name]).hexdigest() == digest


def test_diarienummer_are_given_in_order_without_gaps_or_doubles(each_service: Service):
    decisions = [each_service.submit(words=f"{QUESTION} {n}")["id"] for n in range(8)]
    with ThreadPoolExecutor(4) as pool:
        given = [one.json() for one in pool.map(lambda d: case(each_service, d), decisions)]
    year = given[0]["registered_at"][:4]
    assert sorted(one["diarienummer"] for one in given) == [
        f"SM {year}-{n:05}" for n in range(1, 9)
    ]
    other = each_service.submit(channel="haparanda", words=QUESTION)["id"]
    assert case(each_service, other).json()["diarienummer"] == f"SM {year}-00001"


def test_a_received_diarienummer_gathers_documents_of_one_case(service: Service):
    first, second = service.submit()["id"], service.submit()["id"]
    assert case(service, first, diarienummer="KS 2026/123").json()["document"] == 1
    assert case(service, second, diarienummer="KS 2026/123").json()["document"] == 2


def test_registering_again_rectifies_by_an_added_row(each_service: Service):
    decision = each_service.submit(author="Bo")["id"]
    case(each_service, decision, title="Fel rubrik")
    case(each_service, decision, title="Hot mot handläggare", secrecy="OSL 26 kap. 1 §")
    path = f"/v1/registry/cases/{decision}"
    told = each_service.client.get(path, headers=each_service.karin).json()
    assert (told["number"], told["title"], told["sender"]) == (2, "Hot mot handläggare", "Bo")
    assert [one["title"] for one in told["earlier"]] == ["Fel rubrik"]
    assert case(each_service, decision, secrecy="").json()["secrecy"] is None


def test_the_public_part_leaves_out_what_secrecy_holds(service: Service):
    open_one = service.submit(author="=Öppen")["id"]
    closed = service.submit(author="Hemlig")["id"]
    case(service, open_one, title="Fråga om simhallen")
    case(service, closed, title="Oro för barnet Bo", secrecy="OSL 26 kap. 1 §")
    path = "/v1/registry/diary"
    public = as_text(service.client.get(path, headers=service.tool).text)
    assert "Fråga om simhallen" in public
    assert "Hemlig" not in public
    assert "Oro" not in public
    whole = as_text(service.client.get(path, params={"part": "closed"}, headers=service.tool).text)
    assert "Oro" in whole
    lines = service.client.get(path, params={"format": "csv"}, headers=service.tool)
    rows = list(csv.DictReader(io.StringIO(lines.text)))
    assert [row["sender"] for row in rows] == ["'=Öppen", ""]
    assert service.client.get(path, params={"year": 2001}, headers=service.tool).text == ""


def test_registering_carries_out_the_decided_action(service: Service):
    decision = service.seen(channel="lilla-edet")
    reviewed = service.review(decision, ground="hot").json()
    assert "register" in reviewed["remaining"]
    case(service, decision)
    path = f"/v1/decisions/{decision}"
    assert "register" not in service.client.get(path, headers=service.karin).json()["remaining"]


def test_search_finds_by_words_time_place_and_case(each_service: Service):
    service = each_service
    first = service.seen(words="ÅRETS BADHUS\x00 är \\ 100 % stängt", author="Bo Ek", author_id="7")
    second = service.submit(channel="haparanda", words=QUESTION)["id"]
    service.review(first, ground="ingen-overtradelse", verdict="dismiss")
    number = case(service, second, title="Öppettider").json()["diarienummer"]
    assert search(service, q="årets badhus") == [first]
    assert search(service, q="100 %") == [first]
    assert search(service, q="\\") == [first]
    assert search(service, q="_") == []
    assert search(service, q="öppettider") == [second]
    assert search(service, channel="haparanda") == [second]
    assert search(service, author="Bo Ek") == search(service, author="7") == [first]
    assert search(service, diarienummer=number) == [second]
    assert search(service, ground="ingen-overtradelse") == [first]
    assert search(service, handler=service.principal(service.karin).id) == [first]
    assert search(service, since="2199-01-01T00:00:00Z") == []
    assert search(service, until="2199-01-01T00:00:00Z") == [second, first]


def test_search_pages_and_has_no_filter_on_what_is_sensitive(service: Service):
    ids = [service.submit(words=f"{QUESTION} {n}")["id"] for n in range(5)]
    path, seen, cursor = "/v1/registry/cases", [], None
    while cursor or not seen:
        params = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        page = service.client.get(path, params=params, headers=service.tool).json()
        seen += [one["decision"] for one in page["items"]]
        cursor = page["next"]
    assert seen == ids[::-1]
    assert "simhallen" not in str(page)
    bad = service.client.get(path, params={"cursor": "x"}, headers=service.tool)
    assert bad.status_code == 422
    described = service.client.app.openapi()["paths"][path]["get"]["parameters"]  # type: ignore[attr-defined]
    names = {one["name"] for one in described}
    assert not names & {"label", "flag", "score", "kind", "religion"}


def test_a_masked_copy_names_the_ground_of_each_masking(each_service: Service):
    service = each_service
    decision = service.submit(words=PHONE, author="Bo Ek")["id"]
    path = f"/v1/registry/cases/{decision}"
    found = service.client.get(f"{path}/maskings", headers=service.karin).json()["items"]
    start_at = PHONE.index("070")
    assert any(one["start"] <= start_at < one["end"] for one in found)
    masked = [{"start": start_at, "end": start_at + 11, "ground": "OSL 21 kap. 3 §"}]
    body = {"maskings": masked, "author_ground": "OSL 21 kap. 1 §"}
    told = service.post(f"{path}/copies", body, service.karin).json()
    assert told["text"] == "Ring mig på [maskat 1] eller kom till kommunhuset"
    assert "Bo Ek" not in str(told)
    pdf = service.post(f"{path}/copies?format=pdf", body, service.karin)
    assert pdf.headers["content-type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(pdf.content)) as opened:
        assert opened.open_metadata().pdfa_status == "3U"
        inside = opened.attachments["kopia.json"].get_file().read_bytes()
    assert b"070-1740605" not in inside
    assert service.post(f"{path}/copies", body).status_code == 403


@pytest.mark.parametrize("span", [(0, 0), (5, 3), (0, 10_000), (-1, 3)])
def test_a_masking_outside_the_text_is_refused(service: Service, span: tuple[int, int]):
    decision = service.submit(words=PHONE)["id"]
    body = {"maskings": [{"start": span[0], "end": span[1], "ground": "OSL"}]}
    answer = service.post(f"/v1/registry/cases/{decision}/copies", body, service.karin)
    assert answer.status_code == 422


def handed_over(service: Service) -> tuple[str, dict[str, bytes]]:
    decision = service.seen(channel="lilla-edet", author="Bo \x01\ud800", comment_id="k<&>1")
    service.review(decision, ground="hot", reason="Tydligt hot mot en handläggare \x02.")
    case(service, decision, title="Hot", public_title="Hot", secrecy="OSL 26 kap. 1 §")
    answer = service.post(
        f"/v1/registry/cases/{decision}/handovers", {"receiver": "Registrator"}, service.karin
    )
    assert answer.status_code == 201, answer.text
    return decision, unzipped(answer.content)


def test_a_handover_holds_everything_with_checksums(each_service: Service):
    decision, files = handed_over(each_service)
    assert_checksums(files)
    assert {"arende.json", "arende.pdf", "erms.xml"} <= set(files)
    assert sum(name.startswith("bevis/") for name in files) == 2
    told = json.loads(files["arende.json"])
    assert told["id"] == decision
    assert "case.registered" in [one["type"] for one in told["history"]]
    with pikepdf.open(io.BytesIO(files["arende.pdf"])) as pdf:
        assert pdf.open_metadata().pdfa_status == "3U"
    path = f"/v1/decisions/{decision}/history"
    last = each_service.client.get(path, headers=each_service.tool).json()["items"][-1]
    assert last["type"] == "case.handed_over"
    assert last["payload"]["sha256"] == hashlib.sha256(files["manifest-sha256.txt"]).hexdigest()


def test_the_erms_export_is_valid_by_the_published_schema(service: Service, shared_folder: Path):
    schema = shared_folder / "fixtures" / "ERMS_v3.xsd"
    if not schema.exists():
        pytest.skip("the ERMS schema is not in the shared folder")
    decision, files = handed_over(service)
    told = etree.fromstring(files["erms.xml"])
    etree.XMLSchema(etree.parse(schema)).assertValid(told)
    aggregation = told.find(f".//{ERMS}aggregation")
    assert aggregation.get("aggregationType") == "caseFile"
    assert aggregation.findtext(f"{ERMS}objectId").startswith("SM ")
    record = aggregation.find(f"{ERMS}record")
    assert record.get("systemIdentifier") == decision
    assert record.find(f"{ERMS}restriction/{ERMS}regulation").text == "OSL 26 kap. 1 §"
    paths = {one.get("path") for one in record.iter(f"{ERMS}appendix")}
    assert paths == {name for name in files if name.startswith("bevis/")}
    kinds = {one.get("agentType") for one in record.iter(f"{ERMS}agent")}
    assert {"sender", "receiver", "authorising_person"} <= kinds


def test_an_unregistered_comment_can_be_handed_over_too(service: Service, shared_folder: Path):
    decision = service.submit()["id"]
    path = f"/v1/registry/cases/{decision}/handovers"
    answer = service.post(path, {"receiver": "Registrator"}, service.karin)
    schema = etree.XMLSchema(etree.parse(shared_folder / "fixtures" / "ERMS_v3.xsd"))
    schema.assertValid(etree.fromstring(unzipped(answer.content)["erms.xml"]))


def test_evidence_that_is_gone_stops_a_handover(service: Service):
    decision = service.seen()
    service.review(decision)
    for file in service.settings.evidence_folder.rglob("*.json"):
        file.unlink()
    path = f"/v1/registry/cases/{decision}/handovers"
    assert service.post(path, {"receiver": "Registrator"}, service.karin).status_code == 409


def test_a_handover_can_be_mailed(service: Service, tmp_path: Path, classifier):
    controller = pytest.importorskip("aiosmtpd.controller", reason="aiosmtpd is not installed")
    received: list[bytes] = []

    class Keep:
        async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
            received.append(envelope.content)
            return "250 OK"

    server = controller.Controller(Keep(), hostname="127.0.0.1", port=free_port())
    server.start()
    port = server.port
    settings = Settings(
        folder=service.settings.folder,
        smtp_url=f"smtp://127.0.0.1:{port}",
        mail_from="uppsikt@example.se",
    )
    for mailing in start(settings, classifier):
        decision = mailing.submit()["id"]
        body = {"receiver": "Registrator", "email": "registrator@example.se"}
        path = f"/v1/registry/cases/{decision}/handovers"
        assert mailing.post(path, body, mailing.karin).status_code == 201
    server.stop()
    assert b"overlamning.zip" in received[0]


def test_mail_that_cannot_be_sent_is_told(service: Service):
    decision = service.submit()["id"]
    body = {"receiver": "Registrator", "email": "registrator@example.se"}
    answer = service.post(f"/v1/registry/cases/{decision}/handovers", body, service.karin)
    assert answer.status_code == 503


def test_a_snapshot_holds_the_channel_s_period_and_a_chain_that_verifies(each_service: Service):
    decision = each_service.seen()
    each_service.review(decision)
    each_service.submit(channel="haparanda")
    year = int(each_service.submit()["received_at"][:4])
    whole = {"channel": "nassjo", "year": year}
    files = unzipped(each_service.post("/v1/registry/snapshots", whole, each_service.karin).content)
    assert_checksums(files)
    rows = [json.loads(line) for line in files["kommentarer.jsonl"].splitlines()]
    assert [row["channel"] for row in rows] == ["nassjo", "nassjo"]
    assert len(list(csv.DictReader(io.StringIO(files["kommentarer.csv"].decode())))) == 2
    assert verify_export(files["register.jsonl"].decode().splitlines()).signed_by
    halves = [
        unzipped(
            each_service.post(
                "/v1/registry/snapshots", {**whole, "half": half}, each_service.karin
            ).content
        )
        for half in (1, 2)
    ]
    assert sum(len(one["kommentarer.jsonl"].splitlines()) for one in halves) == 2


def test_no_cell_of_a_csv_is_run_by_a_spreadsheet():
    cells = ["=1+1", "+46", "-1", "@a", "\tx", "vanlig", "\ud800"]
    line = list(as_csv([{str(n): one for n, one in enumerate(cells)}], [str(n) for n in range(7)]))
    (row,) = csv.reader(io.StringIO(line[1]))
    assert row[:6] == ["'=1+1", "'+46", "'-1", "'@a", "'\tx", "vanlig"]


def test_a_key_bound_to_a_channel_registers_and_finds_only_there(service: Service):
    mine, other = service.submit()["id"], service.submit(channel="haparanda")["id"]
    bound = service.key("registry", channel="nassjo")
    assert service.post(f"/v1/registry/cases/{mine}", {}, bound).status_code == 201
    case(service, other)
    assert service.post(f"/v1/registry/cases/{other}", {}, bound).status_code == 404
    found = service.client.get("/v1/registry/cases", headers=bound).json()["items"]
    assert [one["decision"] for one in found] == [mine]
    diary = service.client.get("/v1/registry/diary", headers=bound).text.splitlines()
    assert [json.loads(line)["decision"] for line in diary] == [mine]
    body = {"channel": "haparanda", "year": 2026}
    assert service.post("/v1/registry/snapshots", body, bound).status_code == 404
