"""What the shipped profiles suggest, and what the engine never does."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.assessment import Assessment, Finding
from model.labels import GROUNDS, HARMS, INTENTS, LABELS, PERSONAL_DATA_KINDS, STATUTORY_GROUNDS
from model.policy import ACTIONS, Context, Outcome, decide, load_profiles

PROFILES = load_profiles()
ALL = sorted(PROFILES)
HERE = Context()
NOW = datetime(2026, 6, 18, 13, 0, tzinfo=UTC)  # the Thursday before Midsummer Eve
ALERT = ["hide", "preserve", "call_police", "contact_communications", "register"]
CRIME_AT_EXEMPEL = ["preserve", "police_report", "register", "delete"]
REMOVE_AND_TELL = ["preserve", "notify_author", "register", "delete"]
BREACH = ["hide", "preserve", "notify_author", "police_report", "register"]


def assess(*labels, ground=None, level=None, kind="name", score=0.9, public=False):
    """An assessment with these labels flagged."""
    found = Finding(kind, 0, 4, 0.9, "test", "", level, public)
    findings = () if level is None else (found,)
    return Assessment(
        scores={label: score if label in labels else 0.01 for label in LABELS},
        flags=tuple(label for label in LABELS if label in labels),
        findings=findings,
        model="test",
        grounds={name: 0.8 if name == ground else 0.01 for name in GROUNDS},
    )


def names(outcome: Outcome):
    return [one.action for one in outcome.actions]


def suggest(key, assessment, context=HERE):
    return names(decide(assessment, PROFILES[key], context))


@pytest.mark.parametrize(
    ("key", "labels", "expected"),
    [
        ("lilla-edet", ["threat"], ["hide", "preserve", "call_police", "register"]),
        ("toreboda", ["threat"], ["preserve", "delete"]),
        ("nassjo", ["threat"], ["preserve", "delete"]),
        ("exempelkommun", ["threat"], CRIME_AT_EXEMPEL),
        ("haparanda", ["threat"], REMOVE_AND_TELL),
        ("default", ["threat"], ["hide", "preserve", "call_police", "register"]),
        ("lilla-edet", ["incitement"], BREACH),
        ("toreboda", ["incitement"], ["preserve", "delete"]),
        ("nassjo", ["incitement"], ["preserve", "delete"]),
        ("exempelkommun", ["incitement"], CRIME_AT_EXEMPEL),
        ("haparanda", ["incitement"], REMOVE_AND_TELL),
        ("default", ["incitement"], BREACH),
        ("lilla-edet", ["violence"], BREACH),
        ("toreboda", ["violence"], ["preserve", "delete"]),
        ("nassjo", ["violence"], ["preserve", "delete"]),
        ("exempelkommun", ["violence"], CRIME_AT_EXEMPEL),
        ("haparanda", ["violence"], REMOVE_AND_TELL),
        ("lilla-edet", ["profanity"], ["none"]),
        ("toreboda", ["profanity"], ["preserve", "delete"]),
        ("nassjo", ["profanity"], ["preserve", "delete"]),
        ("exempelkommun", ["profanity"], ["none"]),
        ("haparanda", ["profanity"], ["none"]),
        ("default", ["profanity"], ["none"]),
        ("lilla-edet", ["insult"], ["none"]),
        ("toreboda", ["insult"], ["preserve", "delete"]),
        ("nassjo", ["insult"], ["preserve", "delete"]),
        ("nassjo", ["spam"], ["preserve", "delete"]),
        ("toreboda", ["spam"], ["observe"]),
        ("lilla-edet", ["spam"], ["none"]),
        ("lilla-edet", ["sexual"], ["hide", "preserve", "notify_author", "register"]),
        ("toreboda", ["sexual"], ["preserve", "delete"]),
        ("nassjo", ["sexual"], ["preserve", "delete"]),
        ("lilla-edet", ["case"], ["reply", "register"]),
        ("toreboda", ["case"], ["reply", "register"]),
        ("nassjo", ["case"], ["reply", "register"]),
        ("exempelkommun", ["case"], ["reply", "register"]),
        ("haparanda", ["case"], ["forward", "refer"]),
        ("haparanda", ["fault_report"], ["refer", "reply"]),
        ("lilla-edet", ["fault_report"], ["reply"]),
        ("nassjo", ["fault_report"], ["refer", "reply"]),
        ("haparanda", ["concern_report"], ["preserve", "forward", "notify_author", "delete"]),
        ("lilla-edet", ["concern_report"], ["reply", "register"]),
        ("exempelkommun", ["praise"], ["reply"]),
        ("toreboda", ["praise"], ["observe"]),
        ("lilla-edet", ["praise"], ["none"]),
    ],
)
def test_each_municipality_acts_by_its_own_rules(key, labels, expected):
    assert suggest(key, assess(*labels)) == expected


@pytest.mark.parametrize("key", ALL)
def test_criticism_gives_no_action_anywhere(key):
    outcome = decide(assess("criticism"), PROFILES[key], HERE)
    assert names(outcome) == ["none"]
    assert outcome.urgency == "ingen"


@pytest.mark.parametrize("key", ALL)
def test_a_question_gives_reply_everywhere(key):
    assert suggest(key, assess("question")) == ["reply"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("lilla-edet", ["hide", "preserve", "call_police", "register"]),
        *((key, ALERT) for key in ALL if key != "lilla-edet"),
    ],
)
def test_distress_comes_first_with_its_own_path(key, expected):
    outcome = decide(assess("distress", "profanity"), PROFILES[key], Context(now=NOW))
    assert names(outcome) == expected
    assert outcome.rules[0].id == "nodrop"
    assert outcome.rules[0].legal_basis.kind == "service"
    assert outcome.urgency == "genast"
    assert "90101" in outcome.actions[0].explanation


@pytest.mark.parametrize("key", ALL)
def test_a_cry_for_help_is_hidden_not_deleted_whatever_else_it_holds(key):
    every_harm = assess(*HARMS, ground="ethnicity", level=1, kind="personnummer")
    outcome = decide(every_harm, PROFILES[key], HERE)
    assert "delete" not in names(outcome)
    assert names(outcome)[0] == "hide"
    assert {one.legal_basis.kind for one in outcome.rules} <= {
        "lag",
        "dataskydd",
        "service",
        "sekretess",
    }


@pytest.mark.parametrize("key", ALL)
@pytest.mark.parametrize("ground", STATUTORY_GROUNDS)
def test_hate_on_a_statutory_ground_rests_on_the_law(key, ground):
    outcome = decide(assess("hate_speech", ground=ground), PROFILES[key], HERE)
    assert outcome.rules[0].legal_basis.kind == "lag"
    assert "16 kap. 8 §" in outcome.rules[0].legal_basis.reference


@pytest.mark.parametrize("key", ALL)
@pytest.mark.parametrize("ground", ["gender", "disability", None])
def test_hate_on_another_or_unknown_ground_never_cites_hets_mot_folkgrupp(key, ground):
    outcome = decide(assess("hate_speech", ground=ground), PROFILES[key], HERE)
    assert "16 kap. 8" not in outcome.to_json()
    removed = key in {"nassjo", "toreboda"}
    assert names(outcome) == (["preserve", "delete"] if removed else ["observe"])


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("lilla-edet", ["hide", "preserve", "notify_author", "register"]),
        ("toreboda", ["preserve", "delete"]),
        ("nassjo", ["preserve", "delete"]),
        ("exempelkommun", ["preserve", "delete"]),
        ("haparanda", ["preserve", "notify_author", "delete"]),
        ("default", ["hide", "preserve", "notify_author", "register"]),
    ],
)
def test_exposing_personal_data_is_taken_away(key, expected):
    outcome = decide(assess("personal_data", level=1, kind="personnummer"), PROFILES[key], HERE)
    assert names(outcome) == expected
    assert outcome.actions[0].legal_basis.kind == "dataskydd"
    assert "personnummer" in outcome.actions[0].explanation


def test_hate_whose_ground_the_model_cannot_tell_is_for_a_human_at_once():
    outcome = decide(assess("hate_speech"), PROFILES["exempelkommun"], HERE)
    assert [one.id for one in outcome.rules] == ["hat-pa-oklar-grund"]
    assert outcome.urgency == "genast"


def test_a_sensitive_matter_is_hidden_and_registered_at_toreboda():
    told = assess("personal_data", level=1, kind="sensitive")
    assert suggest("toreboda", told) == ["hide", "preserve", "register", "delete"]


@pytest.mark.parametrize("key", ALL)
def test_doubtful_personal_data_are_for_a_human_except_at_nassjo(key):
    expected = ["preserve", "delete"] if key == "nassjo" else ["observe"]
    assert suggest(key, assess("personal_data", level=2, kind="phone")) == expected
    assert suggest(key, assess("personal_data")) == expected


@pytest.mark.parametrize("key", ALL)
def test_normal_personal_data_give_nothing_except_at_nassjo(key):
    expected = ["preserve", "delete"] if key == "nassjo" else ["none"]
    assert suggest(key, assess("personal_data", level=3)) == expected
    assert suggest(key, assess(level=3)) == expected
    assert suggest(key, assess("criticism", level=3)) == ["none"]


@pytest.mark.parametrize("key", ALL)
def test_what_is_no_private_persons_may_stay_however_strictly_the_page_is_read(key):
    assert suggest(key, assess("criticism", level=3, public=True)) == ["none"]
    assert suggest(key, assess("criticism", level=3, public=True, kind="phone")) == ["none"]


def test_the_strict_reading_is_told_as_the_reason():
    (told,) = decide(assess("praise", level=3), PROFILES["nassjo"], HERE).rules
    assert "läses strängt" in told.why
    (told,) = decide(assess("personal_data", level=2), PROFILES["nassjo"], HERE).rules
    assert "läses strängt" not in told.why


def test_criticism_with_hard_words_is_only_observed_at_toreboda():
    assert suggest("toreboda", assess("insult", "criticism")) == ["observe"]


def test_a_channel_that_the_municipality_does_not_own_is_only_watched():
    outcome = decide(assess("insult"), PROFILES["toreboda"], Context(owned=False))
    assert names(outcome) == ["preserve", "contact_communications", "observe"]


def test_an_individuals_case_with_personal_data_is_hidden_and_referred_at_lilla_edet():
    told = assess("case", "personal_data", level=2, kind="phone")
    assert suggest("lilla-edet", told) == ["hide", "preserve", "refer", "reply", "register"]


def test_several_rules_merge_into_each_action_once_with_the_strictest_basis_first():
    outcome = decide(assess("threat", "profanity", "question"), PROFILES["nassjo"], HERE)
    assert names(outcome) == ["preserve", "delete"]
    delete = outcome.actions[1]
    assert delete.rules == ("hot", "svordomar")
    assert delete.legal_basis.kind == "lag"
    assert "Svordomar" in delete.explanation
    assert outcome.retention == "genast_fran_mediet"


def test_an_action_carries_the_earliest_deadline_of_its_rules():
    outcome = decide(assess("threat", "case"), PROFILES["lilla-edet"], Context(now=NOW))
    due = {one.action: one.deadline for one in outcome.actions}
    assert due["register"] == datetime(2026, 6, 18, 14, 0, tzinfo=UTC)
    assert due["reply"] == datetime(2026, 6, 22, 21, 59, tzinfo=UTC)
    assert outcome.deadline == due["hide"]


def test_without_a_clock_there_are_no_deadlines():
    outcome = decide(assess("threat"), PROFILES["lilla-edet"], HERE)
    assert outcome.deadline is None
    assert "deadline" not in outcome.as_dict()["actions"][0]


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        Context(now=datetime(2026, 6, 18))  # noqa: DTZ001


def test_the_suggestion_has_the_shape_of_the_http_answer():
    outcome = decide(assess("threat"), PROFILES["nassjo"], Context(now=NOW))
    suggestion = json.loads(outcome.to_json())
    assert set(suggestion) == {"actions", "retention", "urgency", "matched"}
    assert set(suggestion["actions"][0]) == {
        "action",
        "rules",
        "legal_basis",
        "explanation",
        "needs_human",
    }
    assert set(suggestion["actions"][0]["legal_basis"]) == {"kind", "reference"}
    assert set(suggestion["matched"][0]) == {
        "id",
        "title",
        "quote",
        "source",
        "legal_basis",
        "why",
    }
    assert outcome.profile_hash == PROFILES["nassjo"].hash


@pytest.mark.parametrize(("score", "words"), [(0.97, "nästan säkert"), (0.6, "sannolikt")])
def test_an_explanation_says_what_how_surely_and_by_which_rule_and_law(score, words):
    outcome = decide(assess("threat", score=score), PROFILES["lilla-edet"], HERE)
    explanation = outcome.actions[0].explanation
    for part in (words, "hot", "Riktlinjer för sociala medier, Lilla Edets kommun", "BBS-lagen"):
        assert part in explanation


@pytest.mark.parametrize("key", ALL)
def test_intents_alone_never_remove_anything(key):
    for size in range(len(INTENTS) + 1):
        for intents in combinations(INTENTS, size):
            given_names = suggest(key, assess(*intents))
            moved = key == "haparanda" and "concern_report" in intents
            assert moved or not {"hide", "delete"} & set(given_names)


ASSESSMENTS = st.builds(
    lambda labels, ground, level, kind: assess(*labels, ground=ground, level=level, kind=kind),
    st.sets(st.sampled_from(LABELS)),
    st.sampled_from([None, *GROUNDS]),
    st.sampled_from([None, 1, 2, 3]),
    st.sampled_from(PERSONAL_DATA_KINDS),
)


@settings(max_examples=150, deadline=None)
@given(assessment=ASSESSMENTS, key=st.sampled_from(ALL), owned=st.booleans())
def test_every_suggestion_keeps_the_invariants(assessment, key, owned):
    outcome = decide(assessment, PROFILES[key], Context(owned=owned, now=NOW))
    done = names(outcome)
    assert done == [name for name in ACTIONS if name in done], "the fixed order, each action once"
    assert "delete" not in done or "preserve" in done
    assert all(one.needs_human for one in outcome.actions if one.action not in {"none", "observe"})
    assert all(one.rules and one.explanation for one in outcome.actions)
    assert owned or not {"hide", "unhide", "delete"} & set(done)
    assert outcome == decide(assessment, PROFILES[key], Context(owned=owned, now=NOW))
