"""Drafts: what an author, a citizen, the police and the registry would be told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from model.assessment import Assessment, Finding
from model.errors import ProfileError
from model.labels import GROUNDS, LABELS
from model.policy import PROFILES as SHIPPED
from model.policy import Context, Occasion, decide, load_profile, load_profiles, write_drafts
from model.policy.templates import PLACEHOLDERS, TEMPLATES
from model.policy.words import marked_words

PROFILES = load_profiles()
PROFILES_FILE = SHIPPED / "default.yaml"
TEXT = "Jag ska slå ihjäl dig, 199006022397"
OCCASION = Occasion(
    decision="d-1",
    channel="Nässjö på Facebook",
    medium="facebook",
    at=datetime(2026, 6, 18, 13, 5, tzinfo=UTC),
    text=TEXT,
    author="Arg Granne",
    url="https://example.com/1",
    evidence="ab" * 32,
)


def assess(*labels, ground=None, level=None):
    findings = () if level is None else (Finding("personnummer", 0, 4, 0.9, "test", "", level),)
    return Assessment(
        scores={label: 0.97 if label in labels else 0.01 for label in LABELS},
        flags=tuple(label for label in LABELS if label in labels),
        findings=findings,
        model="test",
        grounds={name: 0.8 if name == ground else 0.01 for name in GROUNDS},
    )


def written(key, assessment, occasion=OCCASION, **chosen):
    outcome = decide(assessment, PROFILES[key], Context())
    made = write_drafts(outcome, PROFILES[key], occasion, **chosen)
    return {one.kind: one.text for one in made}


def test_the_author_is_told_what_why_by_which_rule_how_it_was_judged_and_how_to_object():
    letter = written("nassjo", assess("threat"))["author"]
    for part in (
        "Nässjö på Facebook från 2026-06-18 kl. 15.05",
        "borttaget",
        "nästan säkert hot",
        "punkt 9 och 13",
        "”ta bort kommentarer som innehåller: […] hot",
        "BBS-lagen (1998:112) 5 §",
        "datorprogram",
        "medarbetare",
        "kommunens registrator",
        "JO",
        "domstol",
        "d-1",
        "tills vidare",
    ):
        assert part in letter
    assert TEXT not in letter


@pytest.mark.parametrize("key", sorted(PROFILES))
def test_a_cry_for_help_gets_support_and_no_statement_of_reasons(key):
    made = written(key, assess("distress", "profanity"))
    assert set(made) == {"support", "registry_title_neutral"}
    assert "112" in made["support"]
    assert "90101" in made["support"]
    assert made["registry_title_neutral"] == "Inlägg på Nässjö på Facebook"


def test_a_police_report_holds_what_the_police_need():
    report = written("exempelkommun", assess("threat"))["police_report"]
    for part in (TEXT, "https://example.com/1", "Arg Granne", "ab" * 32, "4 kap. 5 §", "utkast"):
        assert part in report


def test_child_abuse_material_is_never_quoted_and_its_author_told_nothing():
    profile = PROFILES["lilla-edet"]
    ground = next(one for one in profile.grounds if one.key == "barnpornografi")
    made = written("lilla-edet", assess("sexual"), actions=ground.actions, ground=ground)
    assert set(made) == {"police_report", "registry_title_neutral"}
    assert all(TEXT not in text for text in made.values())
    assert "https://example.com/1" in made["police_report"]
    assert "d-1" in made["police_report"]


@pytest.mark.parametrize(
    ("labels", "level", "kind"),
    [
        (["incitement"], None, "registry_title"),
        (["incitement", "personal_data"], 1, "registry_title_neutral"),
        (["case", "personal_data"], 1, "registry_title_neutral"),
    ],
)
def test_the_registry_title_is_neutral_where_secrecy_demands_it(labels, level, kind):
    made = written("lilla-edet", assess(*labels, level=level))
    assert kind in made
    assert TEXT not in made[kind]


def test_the_ground_that_a_human_chose_goes_before_the_suggestion():
    profile = PROFILES["nassjo"]
    ground = next(one for one in profile.grounds if one.key == "utanfor-amnet")
    made = written("nassjo", assess("praise"), actions=ground.actions, ground=ground)
    assert set(made) == {"author"}
    assert "Håller sig inte till inläggets ämne" in made["author"]
    assert "Sidans egen regel" in made["author"]


def test_an_answer_and_a_referral_follow_the_profiles_own_templates():
    made = written("haparanda", assess("fault_report"))
    assert set(made) == {"reply", "referral"}
    assert "www.haparanda.se/felanmalan" in made["referral"]
    assert "kommun@haparanda.se" in made["referral"]
    assert "[namn], [titel], Nässjö kommun" in written("nassjo", assess("question"))["reply"]
    assert "Jag heter [namn]" in written("toreboda", assess("question"))["reply"]


@pytest.mark.parametrize("key", sorted(PROFILES))
def test_nothing_to_do_gives_nothing_to_send(key):
    assert written(key, assess("criticism")) == {}


def test_an_erased_comment_leaves_drafts_that_say_so():
    bare = Occasion("d-1", "Sidan", "facebook", datetime(2026, 1, 1, tzinfo=UTC))
    assert "raderat" in written("exempelkommun", assess("threat"), bare)["police_report"]


def test_dollars_and_braces_in_a_comment_stay_as_they_are():
    odd = Occasion("d-1", "Sidan", "x", datetime(2026, 1, 1, tzinfo=UTC), text="$kommun ${a} $")
    assert "$kommun ${a} $" in written("exempelkommun", assess("threat"), odd)["police_report"]


def test_marked_words_are_shown_once_and_personal_data_never():
    marks = [("threat", 8, 17), ("threat", 8, 17), ("personnummer", 23, 35)]
    assert marked_words(TEXT, marks) == (("hot", "slå ihjäl"), ("personnummer", None))


def test_every_placeholder_is_used_by_a_template():
    assert all(any(f"${name}" in text for text in TEMPLATES.values()) for name in PLACEHOLDERS)


@pytest.mark.parametrize(
    ("template", "mend"), [("Hej $namn!", r"\$namn finns inte"), ("5 $ i böter", r"\$ utan namn")]
)
def test_a_template_with_an_unknown_name_is_refused(tmp_path, template, mend):
    text = PROFILES_FILE.read_text(encoding="utf-8")
    path = tmp_path / "egen.yaml"
    path.write_text(f"{text}\ntemplates:\n  reply: {template!r}\n", encoding="utf-8")
    with pytest.raises(ProfileError, match=mend) as refused:
        load_profile(path)
    assert "templates.reply" in str(refused.value)
