from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import String, column, create_engine, literal, select

from api.columns import AnyText
from tests.service import Service

HARD = {
    "one letter": "a",
    "spaces": "   \n\t ",
    "nul": "hej\x00då",
    "only nul": "\x00",
    "lone high surrogate": "\ud800",
    "lone low surrogate": "text \udfff text",
    "surrogates in the wrong order": "\udc00\ud800",
    "right to left": "\u202eabc\u202c مرحبا שלום",
    "zero width": "h\u200ba\u200dt\ufeff",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈",
    "combining": "a" + "\u0301" * 500,
    "backslashes": "\\ \\\\ \\0000 \\ud800 \\u0000",
    "quotes": "'; DROP TABLE decisions; -- \"",
    "markup": "<script>alert(1)</script>&amp;{{ 7*7 }}",
    "control characters": "".join(map(chr, range(32))) + "\x7f\x85\u2028\u2029",
    "noncharacters": "\ufffe\uffff\U0010ffff",
    "replacement": "\ufffd",
    "long": "hot och våld " * 20_000,
}


@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
def test_any_text_is_classified_and_comes_back_exactly(each_service: Service, text: str):
    body = {"channel": "nassjo", "comment_id": "1", "text": text, "author": text[:400]}
    created = each_service.post("/v1/decisions", body)
    assert created.status_code == 201, created.text
    shown = each_service.client.get(created.json()["links"]["self"], headers=each_service.karin)
    assert shown.json()["comment"]["text"] == text
    assert shown.json()["comment"]["author"] == text[:400]
    assert each_service.post("/v1/decisions", body).status_code == 200
    reviewed = each_service.review(
        created.json()["id"], verdict="change", actions=["preserve"], reason="Skäl: " + text[:50]
    )
    assert reviewed.status_code in {201, 422}
    assert each_service.post("/v1/classifications", {"texts": [text]}).status_code == 200


def test_a_megabyte_is_classified_and_one_character_more_refused(service: Service):
    longest = service.settings.max_text
    assert service.post("/v1/classifications", {"texts": ["å" * longest]}).status_code == 200
    answer = service.post("/v1/classifications", {"texts": ["ok", "å" * (longest + 1)]})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/texts/1"


@pytest.mark.parametrize("path", ["/v1/classifications", "/v1/decisions"])
def test_an_empty_text_is_refused_in_plain_words(service: Service, path: str):
    body = (
        {"texts": [""]} if "class" in path else {"channel": "nassjo", "comment_id": "1", "text": ""}
    )
    answer = service.post(path, body)
    assert answer.status_code == 422
    assert "tom" in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize("member", ["channel", "comment_id"])
@pytest.mark.parametrize("value", ["", "\x00", "a\nb", "\ud800", "x" * 201, "\u202e", 1, None, []])
def test_an_identifier_is_short_and_visible(service: Service, member: str, value: Any):
    body = {"channel": "nassjo", "comment_id": "1", "text": "hej", member: value}
    assert service.post("/v1/decisions", body).status_code == 422


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(st.characters(exclude_categories=())), st.text(st.characters(), max_size=50))
def test_no_string_is_a_server_error(service: Service, text: str, author: str):
    body = {"channel": "default", "comment_id": "h", "text": text, "author": author}
    answer = service.post("/v1/decisions", body)
    assert answer.status_code in ({200, 201} if text else {422})
    if text:
        # What JSON itself carries: two escapes that make a pair are one character.
        assert answer.json()["comment"]["text"] == json.loads(json.dumps(text))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(st.characters()),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    )
)
def test_no_json_is_a_server_error(service: Service, body: Any):
    for path in ("/v1/decisions", "/v1/classifications", "/v1/sessions"):
        assert service.post(path, body).status_code == 422


@given(st.text(st.characters(exclude_categories=())))
def test_the_text_column_is_exact(text: str):
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        stored = select(literal(text, AnyText).label("x"))
        assert connection.execute(stored).scalar_one() == text
        raw = select(literal(text, AnyText).label("x").cast(String))
        connection.execute(raw).scalar_one().encode("utf-8")
    engine.dispose()
    assert column("x", AnyText).type.cache_ok
