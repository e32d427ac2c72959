"""python -m model policy: new, check, explain, diff, thresholds, schema, and the guide that uses them."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from model.classifier import Classifier
from model.errors import ProfileError
from model.policy import PROFILES, load_profile, load_profiles
from model.policy.commands import DOCS, SCHEMA, check, policy, schema_text
from model.policy.differences import changed_words, shifts
from model.policy.examples import broken_promises
from model.policy.thresholds import rule_limits

GUIDE = (DOCS / "egen-profil.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)


def run(*arguments, code=0):
    result = CliRunner().invoke(policy, [str(one) for one in arguments])
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def norrby(tmp_path):
    path = tmp_path / "norrby.yaml"
    run("new", "norrby", "--name", 'Norrby "nya" kommun: test', "--file", path)
    return path


def test_a_new_profile_works_at_once_and_says_what_it_lets_be(norrby):
    assert load_profile(norrby).name == 'Norrby "nya" kommun: test'
    shown = run("check", norrby)
    assert "ingen regel gäller svordomar" in shown
    assert "inget exempel för" in shown


def test_a_new_profile_never_overwrites_and_leaves_nothing_half_made(norrby, tmp_path):
    before = norrby.read_bytes()
    assert "finns redan" in run("new", "norrby", "--file", norrby, code=1)
    assert norrby.read_bytes() == before
    assert "små bokstäver" in run("new", "Nörrby", "--file", tmp_path / "x.yaml", code=1)
    assert not (tmp_path / "x.yaml").exists()


def test_check_says_file_line_rule_and_mend(norrby):
    text = norrby.read_text(encoding="utf-8")
    norrby.write_text(text.replace("{threat: flag}}", "{threat: 7}}", 1), encoding="utf-8")
    shown = run("check", norrby, code=1)
    assert re.search(
        r"norrby\.yaml, rad \d+: rules\.1.*regeln ”hot”.*högst 1", shown.replace("\n", "")
    )


def test_check_points_out_places_not_filled_in(norrby):
    text = norrby.read_text(encoding="utf-8")
    norrby.write_text(
        text.replace("    source: regeringsformen 2", "    source: FYLL I # ", 1), "utf-8"
    )
    assert "är inte ifylld" in run("check", norrby)


def test_an_example_without_scores_is_read_by_the_model(norrby, classifier: Classifier):
    text = norrby.read_text(encoding="utf-8")
    told = '  - {text: "När öppnar badhuset på lördag?", expect: [reply]}\n'
    norrby.write_text(text + told, encoding="utf-8")
    assert "5 exempel" in check(norrby, classifier.assess)
    norrby.write_text(text + told.replace("reply", "hide, preserve"), encoding="utf-8")
    with pytest.raises(ProfileError, match="exempel 5: väntade hide, preserve, men profilen ger"):
        check(norrby, classifier.assess)
    assert list(broken_promises(load_profile(norrby))) == []


def test_explain_shows_actions_rules_words_and_how_sure():
    shown = run("explain", "nassjo", "Jag ska slå ihjäl dig", "--score", "threat=0.97")
    for part in (
        "1. preserve",
        "2. delete",
        "kräver en människa",
        "BBS-lagen",
        "nästan säkert hot",
    ):
        assert part in shown
    values = json.loads(run("explain", "nassjo", "Hej", "--score", "question=0.9", "--json"))
    assert [one["action"] for one in values["actions"]] == ["reply"]
    assert "threat=0.9" in run("explain", "nassjo", "Hej", "--score", "hot=1", code=1)
    assert "läsa" in run("explain", "finns-inte", "Hej", "--score", "threat=1", code=1)


def test_diff_shows_words_and_suggestions_that_change(norrby):
    old = load_profile(norrby)
    text = norrby.read_text(encoding="utf-8")
    softer = "{threat: 0.5}}\n    actions: [hide, preserve, register]"
    text = re.sub(r"\{threat: flag\}\}\n    actions: \[.*?\]", softer, text, count=1)
    norrby.write_text(text, encoding="utf-8")
    new = load_profile(norrby)
    lines = list(changed_words(old, new))
    assert any(line.startswith("~ regeln hot, actions:") for line in lines)
    assert {one.comment for one in shifts(old, new)} == {"hot", "hot och kritik"}
    assert list(changed_words(old, old)) == []
    assert "Inga förslag ändras." in run("diff", norrby, norrby)
    assert "+ regeln svordomar" in run("diff", "lilla-edet", "nassjo")


def test_thresholds_stand_beside_the_false_alarms_to_expect(classifier: Classifier):
    profile = load_profiles()["haparanda"]
    limits = {(one.rule, one.label): one for one in rule_limits(profile, classifier.manifest)}
    own = limits["anmalan", "concern_report"]
    assert (own.limit, own.measured, own.bound) == (0.7, None, 0.3)
    usual = limits["hot", "threat"]
    precision = classifier.manifest["metrics"]["labels"]["threat"]["precision"]
    assert usual.limit == classifier.thresholds["threat"]
    assert usual.measured == pytest.approx(1 - precision, abs=1e-4)
    assert ("hets-mot-folkgrupp", "hate_speech") in limits
    assert "anmalan\tconcern_report\t0.70\t–\t30%" in run("thresholds", "haparanda")


def test_the_published_schema_is_the_one_in_use():
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()
    assert json.loads(run("schema")) == json.loads(schema_text())


@pytest.mark.parametrize("path", sorted(PROFILES.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_schema_accepts_every_shipped_profile_and_refuses_a_misspelling(path):
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(json.loads(schema_text()))
    values = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert [error.message for error in validator.iter_errors(values)] == []
    values["rules"][0]["actoins"] = []
    assert any("actoins" in error.message for error in validator.iter_errors(values))


def test_the_guide_followed_as_written_gives_a_working_profile(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    commands = [
        shlex.split(line)[4:]
        for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)
        for line in block.splitlines()
        if "-m model policy" in line
    ]
    make, *others = commands
    run(*make)
    path = Path("norrby.yaml")
    path.write_text(followed(path.read_text(encoding="utf-8")), encoding="utf-8")
    profile = load_profile(path)
    assert (profile.version, profile.contact) == ("1.0", "registrator@example.se")
    assert {"svordomar", "personangrepp"} <= {rule.id for rule in profile.rules}
    for command in others:
        run(*command)
    assert "8 exempel" in check(path)
    assert "inte ifylld" not in run("check", path)


def followed(text):
    """The steps of the guide done to a new profile, with the guide's own blocks."""
    head, rules, answer, examples = BLOCKS
    first, last = text.index('version: "0.1"'), text.index("retention:")
    text = text[:first] + head + "\n" + text[last:]
    first, last = text.index("  # - id: svordomar"), text.index("  # - id: reklam")
    text = text[:first] + rules + "\n" + text[last:]
    first = text.index("    quote: En myndighet ska se till")
    last = text.index("    retention: vid_inaktualitet", first)
    return text[:first] + answer + text[last:].rstrip("\n") + "\n" + examples


def test_the_guide_names_every_label_and_action():
    from model.labels import LABELS
    from model.policy import ACTIONS

    for name in (*LABELS, *ACTIONS):
        assert name in GUIDE
