from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.service import Service

UNKNOWN = "/v1/decisions/00000000-0000-0000-0000-000000000000"
OPEN = {("get", "/healthz"), ("get", "/readyz"), ("post", "/v1/sessions")}
BODIES: dict[str, Any] = {
    "/v1/classifications": {"texts": ["hej"]},
    "/v1/decisions": {"channel": "nassjo", "comment_id": "1", "text": "hej"},
    "/v1/decisions/{decision_id}/reviews": {
        "verdict": "dismiss",
        "ground": "ingen-overtradelse",
        "reason": "Inlägget bryter inte mot något.",
    },
    "/v1/decisions/{decision_id}/restorations": {
        "ground": "ingen-overtradelse",
        "reason": "Inlägget bryter inte mot något.",
    },
    "/v1/decisions/dismissals": {
        "decisions": [{"decision": "0" * 36, "version": 1}],
        "ground": "ingen-overtradelse",
        "reason": "Vanliga frågor som står kvar.",
    },
    "/v1/decisions/{decision_id}/executions": {"action": "hide", "outcome": "done"},
    "/v1/decisions/{decision_id}/screenshots": "bild",
    "/v1/decisions/{decision_id}/holds": {"placed": True, "reference": "mål 1"},
    "/v1/decisions/{decision_id}/rectifications": {"text": "Rätt namn är Bo."},
    "/v1/decisions/{decision_id}/appeals": {"text": "Jag menade inte så."},
    "/v1/decisions/{decision_id}/appeals/outcomes": {
        "outcome": "upheld",
        "reason": "Hotet är lika tydligt nu.",
    },
    "/v1/registry/cases/{decision_id}": {"title": "Hot på Facebook"},
    "/v1/registry/cases/{decision_id}/copies": {"maskings": []},
    "/v1/registry/cases/{decision_id}/handovers": {"receiver": "Registrator"},
    "/v1/registry/snapshots": {"channel": "ingen", "year": 2026},
    "/v1/gallring/plans": {"days": 30},
    "/v1/gallring": {"reference": "KS 2026:1", "plan": "x"},
    "/v1/privacy/reports": {"author": "Bo"},
    "/v1/privacy/erasures": {"decision": "x", "reference": "KS 2026:2"},
    "/v1/sessions": {"email": "ingen@example.se", "password": "fel"},
}
HUMAN = (
    "/activations",
    "/outcomes",
    "/claim",
    "/reviews",
    "/evidence",
    "/current",
    "/reopenings",
    "/restorations",
    "/dismissals",
)


def endpoints(service: Service) -> Iterator[tuple[str, str]]:
    paths = service.client.app.openapi()["paths"]  # type: ignore[attr-defined]
    for path, methods in paths.items():
        for method in methods:
            yield method, path


def ask(service: Service, method: str, path: str, headers: Any, **more: Any) -> Any:
    if method == "post" and not more and path in BODIES:
        more = {"json": BODIES[path]}
    address = path.replace("{decision_id}", UNKNOWN.rpartition("/")[2]).replace("{key}", "ingen")
    address = address.replace("{gallring_id}", UNKNOWN.rpartition("/")[2])
    return service.client.request(method.upper(), address, headers=headers, **more)


def assert_problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, (answer.url, answer.text)
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert set(problem) == {"type", "title", "status", "detail", "errors"}
    assert problem["status"] == status
    assert problem["type"].startswith("urn:problem-type:uppsikt:")
    assert problem["title"]
    assert problem["detail"]
    assert all({"pointer", "detail"} <= set(error) for error in problem["errors"])
    return problem


@pytest.fixture
def unchanged(service: Service) -> Iterator[None]:
    """Nothing is stored by what the test asks."""
    assert service.karin
    before = service.counts()
    yield
    assert service.counts() == before


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer uppsikt_fel"},
        {"Authorization": "Bearer uppsikts_fel"},
        {"Authorization": "Bearer annat"},
        {"Authorization": "Basic YTpi"},
        {"Authorization": "Bearer å".encode("latin-1")},
    ],
)
def test_who_is_not_known_gets_401_everywhere(service: Service, headers: Any):
    for method, path in endpoints(service):
        if (method, path) not in OPEN:
            answer = ask(service, method, path, headers)
            assert_problem(answer, 401)
            assert answer.headers["www-authenticate"] == "Bearer"
    assert_problem(service.client.post("/v1/decisions", content=b"{bad", headers=headers), 401)
    assert_problem(service.client.get("/v1/ingenstans", headers=headers), 401)
    assert_problem(service.client.get("/v1/openapi.json", headers=headers), 401)


def test_who_lacks_the_right_gets_403_everywhere(service: Service):
    bare = service.key()
    before = service.counts()
    for method, path in endpoints(service):
        if (method, path) not in OPEN:
            assert_problem(ask(service, method, path, bare), 403)
    assert service.counts() == before


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "sent",
    [
        {"content": b""},
        {"content": b"{bad"},
        {"content": b'"\xff\xfe"'},
        {"content": b"[" * 200_000},
        {"content": b'{"a":' * 50_000},
        {"content": b"1" * 5000},
        {"content": b"NaN"},
        {"content": b"null"},
        {"json": []},
        {"json": "text"},
        {"json": {"okänt": 1}},
        {"json": {"texts": [1], "text": 1, "channel": {}, "verdict": None, "action": []}},
        {"content": b"texts=hej", "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
        {"content": b'{"texts":["a"]}', "headers": {"Content-Type": "text/plain"}},
        {"content": b'{"texts":["a"]}', "headers": {"Content-Type": "application/json; charset=å"}},
    ],
)
def test_a_body_that_will_not_do_gets_422_everywhere(service: Service, sent: dict[str, Any]):
    more = dict(sent)
    own = more.pop("headers", {"Content-Type": "application/json"})
    own = {name: value.encode("latin-1") for name, value in own.items()}
    for method, path in endpoints(service):
        if path in BODIES and method == "post" and not path.endswith("/screenshots"):
            who = service.karin if path.endswith(HUMAN) else service.tool
            answer = ask(service, method, path, {**who, **own}, **more)
            if answer.status_code == 200:
                assert b"charset" in own["Content-Type"]  # JSON after all
            else:
                assert_problem(answer, 422)


def test_what_does_not_exist_gets_404_everywhere(each_service: Service):
    before = each_service.counts()
    for method, path in endpoints(each_service):
        if "{" in path:
            assert_problem(ask(each_service, method, path, each_service.karin), 404)
    odd = ("%00", "%ff%fe", "%00" * 36, "x" * 5000, "å" * 36)
    for path in ("/v1/ingenstans", "/ingenstans", *(f"/v1/decisions/{one}" for one in odd)):
        assert_problem(each_service.client.get(path, headers=each_service.tool), 404)
    assert each_service.counts() == before


def test_a_wrong_state_gets_409(service: Service):
    decision = service.seen()
    service.review(decision, verdict="dismiss")
    before = service.counts()
    here = f"/v1/decisions/{decision}"
    assert_problem(service.client.post(f"{here}/claim", headers=service.karin), 409)
    assert_problem(service.client.delete(f"{here}/claim", headers=service.karin), 409)
    assert_problem(service.review(decision, verdict="dismiss"), 409)
    assert_problem(service.execute(decision, "delete"), 409)
    assert service.counts() == before


@pytest.mark.usefixtures("unchanged")
def test_a_wrong_method_gets_405(service: Service):
    for method, path in (("PUT", "/v1/decisions"), ("DELETE", UNKNOWN), ("POST", "/healthz")):
        answer = service.client.request(method, path, headers=service.tool)
        assert_problem(answer, 405)
        assert answer.headers["allow"]


@pytest.mark.usefixtures("unchanged")
def test_a_body_that_is_too_large_gets_413(service: Service):
    size = service.settings.max_body + 1
    for method, path in endpoints(service):
        who = service.tool if (method, path) not in OPEN else {}
        answer = ask(service, method, path, who, content=b" " * size)
        assert_problem(answer, 413)
    chunks = (b" " * 2**16 for _ in range(size // 2**16 + 1))
    headers = {**service.tool, "Content-Type": "application/json"}
    assert_problem(service.client.post("/v1/decisions", content=chunks, headers=headers), 413)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=x",
        "limit=99999999999999999999",
        "state=okänt",
        "urgency=x",
        "assignee=",
        "channel=%00",
        "label=%ff%00",
        "cursor=" + "x" * 500,
    ],
)
def test_a_parameter_that_will_not_do_gets_422(service: Service, query: str):
    assert_problem(service.client.get(f"/v1/decisions?{query}", headers=service.tool), 422)


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "i går", 1e400, -1, "NaN"]
)
def test_an_impossible_time_gets_422(service: Service, moment: Any):
    body = {"channel": "nassjo", "comment_id": "1", "text": "hej", "published_at": moment}
    assert_problem(service.post("/v1/decisions", body), 422)


def test_an_unforeseen_error_is_a_500_that_tells_nothing(
    service: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def break_down(*_: object, **__: object) -> None:
        raise RuntimeError("hemlig kommentarstext")

    monkeypatch.setattr("api.decisions.receive", break_down)
    body = {"channel": "nassjo", "comment_id": "1", "text": "hemlig kommentarstext"}
    answer = service.client.post("/v1/decisions", json=body, headers=service.tool)
    assert_problem(answer, 500)
    printed = capsys.readouterr()
    assert "request.failed" in printed.out + printed.err
    assert "hemlig" not in printed.out + printed.err + answer.text


def test_a_database_that_is_gone_is_a_503(service: Service):
    from sqlalchemy import text

    with service.desk.database.engine.connect() as connection:
        connection.execute(text("ALTER TABLE channels RENAME TO moved"))
        connection.commit()
    body = {"channel": "nassjo", "comment_id": "1", "text": "hej"}
    assert_problem(service.client.post("/v1/decisions", json=body, headers=service.tool), 503)


def test_readiness_names_what_does_not_hold(service: Service):
    from sqlalchemy import text

    assert service.client.get("/readyz").json()["status"] == "ready"
    with service.desk.database.engine.connect() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        connection.commit()
    problem = assert_problem(service.client.get("/readyz"), 503)
    assert [error["pointer"] for error in problem["errors"]] == ["migrations"]
    assert service.client.get("/healthz").status_code == 200


def test_every_endpoint_describes_its_errors(service: Service):
    schema = service.client.get("/v1/openapi.json", headers=service.tool).json()
    for path, methods in schema["paths"].items():
        for method, described in methods.items():
            assert described["summary"], path
            if (method, path) == ("get", "/healthz"):
                continue
            wrong = {code: one for code, one in described["responses"].items() if code >= "400"}
            assert wrong, path
            for one in wrong.values():
                reference = one["content"]["application/problem+json"]["schema"]["$ref"]
                assert reference == "#/components/schemas/Problem"
