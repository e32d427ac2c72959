"""Profiles that must not be used are refused with file, line and what to mend."""

from __future__ import annotations

import pytest

from model.errors import ProfileError
from model.policy import load_profile, load_profiles
from model.policy.commands import check

GOOD = """\
key: testby
name: Testby kommun
version: 1.0
source: {title: Testbys riktlinjer}
retention:
  vid_inaktualitet: {meaning: Gallras}
  genast_fran_mediet: {meaning: Tas bort, days: 0}
rules:
  - id: nodrop
    title: Nödrop
    when:
      labels: {any: {distress: flag}}
    actions: [hide, preserve, call_police]
    legal_basis: {kind: service, reference: Lag}
    quote: Ring
    source: sida 1
  - id: svordom
    title: Svordom
    when:
      labels: {any: {profanity: 0.8}}
    actions: [preserve, delete]
    legal_basis: {kind: sidregel, reference: Regel}
    quote: Svär inte
    source: sida 2
    retention: genast_fran_mediet
examples:
  - {scores: {profanity: 0.9}, expect: [preserve, delete]}
"""


COPIED = """\
other_grounds:
  - key: barnpornografi
    title: Barnpornografi
    legal_basis: {kind: lag, reference: Lag}
    actions: [preserve, register]
    quote: Aldrig
    source: sida 3
"""


def tree(leads_to, action):
    """A tree of one question and one end, whose answers lead to `leads_to`."""
    return f"""\
guide:
  title: Träd
  source: sida 4
  questions:
    - key: start
      question: Bra?
      quote: Bra?
      answers: [{{answer: Ja, to: bort}}, {{answer: Nej, to: {leads_to}}}]
  ends:
    - {{key: bort, title: Bort, actions: [preserve, {action}], quote: Bort}}
"""


@pytest.fixture
def load(tmp_path):
    path = tmp_path / "testby.yaml"

    def write_and_load(text):
        path.write_text(text, encoding="utf-8")
        return load_profile(path)

    return write_and_load


def test_a_good_profile_is_read_with_its_version_as_text(load):
    profile = load(GOOD)
    assert profile.version == "1.0"
    assert profile.rules[1].when.labels.any == {"profanity": 0.8}
    assert [ground.key for ground in profile.grounds] == ["nodrop", "svordom", "barnpornografi"]


@pytest.mark.parametrize(
    ("old", "new", "line", "mend"),
    [
        ("profanity: 0.8", "swearing: 0.8", 20, "etiketten ”swearing” finns inte"),
        ("profanity: 0.8", "profanity: 1.5", 20, "högst 1"),
        ("profanity: 0.8", "profanity: -0.1", 20, "minst 0"),
        ("profanity: 0.8", "profanity: nan", 20, "inget tal"),
        ("profanity: 0.8", "profanity: mycket", 20, "ett tal mellan 0 och 1, eller flag"),
        ("[preserve, delete]\n    legal", "[preserve, burn]\n    legal", 21, "”burn” finns inte"),
        ("[preserve, delete]\n    legal", "[delete]\n    legal", 17, "delete utan preserve före"),
        (
            "[preserve, delete]\n    legal",
            "[delete, preserve]\n    legal",
            17,
            "delete utan preserve",
        ),
        ("[preserve, delete]\n    legal", "[none, reply]\n    legal", 17, "none kan inte"),
        ("[preserve, delete]\n    legal", "[reply, reply]\n    legal", 17, "två gånger"),
        ("[preserve, delete]\n    legal", "[]\n    legal", 21, "listan är tom"),
        ("{profanity: 0.8}", "{criticism: 0.8}", 17, "kräver en skada"),
        ("{profanity: 0.8}", "{profanity: 0.8, praise: flag}", 17, "kräver en skada"),
        ("{profanity: 0.8}", "{concern_report: flag}", 17, "kräver en skada"),
        ("labels: {any: {profanity: 0.8}}", "{}", 17, "when är tomt"),
        ("labels: {any: {profanity: 0.8}}", "otherwise: true", 17, "otherwise får bara"),
        ("    quote: Svär inte\n", "", 17, "quote"),
        ("quote: Svär inte", 'quote: ""', 23, "tom"),
        ("    source: sida 2\n", "", 17, "source"),
        ("kind: sidregel", "kind: tycke", 22, "otillåtet värde"),
        ("retention: genast", "retenton: genast", 25, "okänd uppgift"),
        ("retention: genast_fran_mediet", "retention: bevaras_i_diariet", 17, "saknas i profilens"),
        ("retention: genast_fran_mediet", "retention: vid_inaktualitet", 17, "går inte ihop"),
        ("id: svordom", "id: nodrop", 17, "”nodrop” finns redan"),
        ("id: svordom", "id: Svor dom", 17, "små bokstäver"),
        ("{distress: flag}", "{threat: flag}", 8, "ingen regel för nödrop"),
        (
            "[hide, preserve, call_police]",
            "[hide, preserve, police_report]",
            9,
            "ingen överträdelse",
        ),
        ("    title: Svordom\n", "    title: Svordom\n    title: Igen\n", 19, "står två gånger"),
        ("quote: Svär inte", "quote: !!python/object:os.system x", 23, "taggen"),
        ("quote: Svär inte", "quote: &a Svär\n    note: *a", 24, "alias"),
        ("quote: Svär inte", "quote: [Svär, inte]", 23, "ska vara text"),
        ("    source: sida 2\n", "    source: sida 2\n    deadline: {}\n", 25, "antingen hours"),
        ("quote: Svär inte", "quote: [Svär", 24, ""),
        ("profanity: 0.8", "profanity: 0", 17, "gränsen 0 gäller varje inlägg"),
        ("rules:\n", "thresholds: {insult: 0}\nrules:\n", 8, "gränsen 0"),
        ("rules:\n", "watch: {on_call: TiB}\nrules:\n", 8, "ingen bemannad tid"),
        ("rules:\n", 'watch: {weekdays: "16:00-08:00"}\nrules:\n', 8, "slutar innan"),
        ("rules:\n", "templates: {reply: Hej $namn}\nrules:\n", 8, "$namn finns inte"),
        ("rules:\n", "templates: {brev: Hej}\nrules:\n", 8, "otillåtet värde"),
        ("examples:\n", f"{COPIED}examples:\n", 27, "aldrig kopieras"),
        (
            "examples:\n",
            f"{COPIED}    evidence: reference\nexamples:\n",
            27,
            "hide och call_police",
        ),
        ("examples:\n", f"{tree('bort', 'delete')}examples:\n", 26, "tar aldrig bort något"),
        ("examples:\n", f"{tree('start', 'reply')}examples:\n", 26, "inte står längre ned"),
        ("examples:\n", f"{tree('ingen', 'reply')}examples:\n", 26, "inte står längre ned"),
        ("- {scores: {profanity: 0.9}, ", "- {", 27, "saknar både text och scores"),
        ("key: testby", "- key: testby", 2, ""),
    ],
)
def test_a_wrong_profile_is_refused_with_line_and_mend(load, old, new, line, mend):
    assert old in GOOD
    with pytest.raises(ProfileError) as refused:
        load(GOOD.replace(old, new, 1))
    assert f"testby.yaml, rad {line}:" in str(refused.value)
    assert mend in str(refused.value)


def test_a_refusal_names_the_place_as_it_is_in_the_file(load):
    with pytest.raises(ProfileError) as refused:
        load(GOOD.replace("profanity: 0.8", "profanity: 1.5"))
    assert "rules.1.when.labels.any.profanity (regeln ”svordom”): " in str(refused.value)


def test_a_refusal_names_the_rule(load):
    with pytest.raises(ProfileError, match="svordom"):
        load(GOOD.replace("profanity: 0.8", "profanity: 1.5"))


def test_an_alias_bomb_is_refused_before_it_grows(load):
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60)
    )
    with pytest.raises(ProfileError, match="alias"):
        load(bomb)


@pytest.mark.parametrize(
    ("content", "mend"),
    [
        (b"", "tom"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"[" * 5000, "djupt"),
        (b"# " + b"x" * 300_000, "större"),
        (b"- one\n- two\n", "profilen"),
        (b"a: \x07", "YAML"),
        (b"{[a]: 1}", "nyckel"),
    ],
)
def test_a_file_that_is_no_profile_is_refused(tmp_path, content, mend):
    path = tmp_path / "strange.yaml"
    path.write_bytes(content)
    with pytest.raises(ProfileError, match=mend):
        load_profile(path)


def test_a_missing_file_or_empty_folder_is_refused(tmp_path):
    with pytest.raises(ProfileError, match="läsa"):
        load_profile(tmp_path / "none.yaml")
    with pytest.raises(ProfileError, match="ingen profil"):
        load_profiles(tmp_path)


def test_two_profiles_with_one_key_are_refused(tmp_path):
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    with pytest.raises(ProfileError, match="annan profil"):
        load_profiles(tmp_path)


def test_check_tells_of_an_example_that_the_profile_does_not_keep(tmp_path):
    path = tmp_path / "testby.yaml"
    path.write_text(GOOD.replace("profanity: 0.9", "profanity: 0.7"), encoding="utf-8")
    with pytest.raises(ProfileError, match="exempel 1: väntade preserve, delete"):
        check(path)
