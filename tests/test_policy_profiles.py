"""The shipped profiles: true to their guidelines, and to their own examples."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from model.labels import GROUNDS, LABELS, PERSONAL_DATA_KINDS
from model.policy import PROFILES, load_profiles, profile_schema
from model.policy.commands import check
from model.policy.words import GROUND_WORDS, KIND_WORDS, LABEL_WORDS

SHIPPED = load_profiles()
_NEAR = Path(__file__).parents[2] / "shared" / "seeds"
SEEDS = Path(os.environ.get("UPPSIKT_SEEDS", _NEAR))
RULES = [(key, ground) for key, profile in SHIPPED.items() for ground in profile.grounds]
QUOTED = [(key, ground) for key, ground in RULES if SHIPPED[key].source.file is not None]


def flattened(text):
    return " ".join(text.split())


def test_the_five_municipalities_and_a_default_are_shipped():
    assert set(SHIPPED) == {
        "default",
        "exempelkommun",
        "haparanda",
        "lilla-edet",
        "nassjo",
        "toreboda",
    }


@pytest.mark.parametrize("path", sorted(PROFILES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_profile_keeps_its_own_examples(path):
    assert path.stem in SHIPPED
    assert SHIPPED[path.stem].examples
    assert SHIPPED[path.stem].hash[:12] in check(path)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the guidelines' texts (UPPSIKT_SEEDS) are not here")
@pytest.mark.parametrize(("key", "ground"), QUOTED, ids=[f"{key}-{one.key}" for key, one in QUOTED])
def test_every_quote_stands_in_its_guideline(key, ground):
    seed = SEEDS / f"{SHIPPED[key].source.file}.txt"
    text = flattened(seed.read_text(encoding="utf-8"))
    for part in ground.quote.split("[…]"):
        assert flattened(part) in text


@pytest.mark.parametrize(("key", "ground"), RULES, ids=[f"{key}-{one.key}" for key, one in RULES])
def test_a_removal_by_a_page_rule_never_claims_to_be_law(key, ground):
    criminal = "BBS-lagen" in ground.legal_basis.reference
    if "delete" in ground.actions and ground.legal_basis.kind == "lag":
        assert criminal
    assert not (criminal and ground.legal_basis.kind != "lag")


@pytest.mark.parametrize("key", sorted(SHIPPED))
def test_child_abuse_material_is_never_copied(key):
    ground = next(one for one in SHIPPED[key].grounds if one.key == "barnpornografi")
    assert ground.evidence == "reference"
    assert "call_police" in ground.actions


def test_every_label_kind_and_ground_has_its_swedish_words():
    assert set(LABEL_WORDS) == set(LABELS)
    assert set(KIND_WORDS) == set(PERSONAL_DATA_KINDS)
    assert set(GROUND_WORDS) == {*GROUNDS, "unknown"}


def test_the_hash_follows_the_content_alone():
    profile = SHIPPED["nassjo"]
    assert profile.hash == profile.model_copy().hash
    assert profile.hash != profile.model_copy(update={"version": "1.1"}).hash
    assert len({one.hash for one in SHIPPED.values()}) == len(SHIPPED)


def test_the_schema_names_every_label_action_and_key():
    schema = profile_schema()
    rule = schema["$defs"]["Rule"]["properties"]
    assert "delete" in rule["actions"]["items"]["enum"]
    assert {"any", "all"} == set(schema["$defs"]["Labels"]["properties"])
    assert "not" in schema["$defs"]["When"]["properties"]
    assert "hash" not in schema["properties"]


def test_the_documented_profile_is_one_that_works(tmp_path):
    page = Path(__file__).parents[1] / "docs" / "policy" / "profiles.md"
    path = tmp_path / "testby.yaml"
    path.write_text(
        page.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0], encoding="utf-8"
    )
    assert "Testby kommun" in check(path)
