from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.checkers import checkers
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from api.language import (
    DOMAIN,
    LANGUAGES,
    N_,
    SOURCE,
    Words,
    _,
    gettext,
    ngettext,
    preferred,
    speaking,
)
from api.review.retold import retold
from api.review.times import Clock
from api.review.words import decimal, whole

ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "api" / "review" / "locale"
OTHERS = [one for one in LANGUAGES if one != SOURCE]
KEYWORDS = {**DEFAULT_KEYWORDS, "nN_": (1, 2)}
FILLED = re.compile(r"%\(\w+\)s|\{\w+\}|%%|</?\w+[^>]*>|#")
MARKS = {"_", "N_", "nN_", "gettext", "ngettext", "pgettext", "column"}
LETTERS = re.compile("[åäöÅÄÖ]")


def catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def extracted() -> set[str | tuple[str, ...]]:
    """Every message that `make messages` would find."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, KEYWORDS, directory_filter=_is_gathered)
    return {message for __, __, message, *__ in found}


def _is_gathered(folder: str) -> bool:
    return Path(folder).relative_to(ROOT).parts[:1] in {("api",), ("model",)}


def forms(message: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(message)


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_holds_every_message_and_no_other(language: str):
    held, found = {one.id for one in catalogue(language) if one.id}, extracted()
    assert len(found) > 1000
    assert (found - held, held - found) == (set(), set()), "run `make messages`"


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_translated_with_what_is_to_be_filled_in(language: str):
    held = catalogue(language)
    for one in held:
        if not one.id:
            continue
        assert not one.fuzzy, one.id
        assert all(forms(one.string)), one.id
        wanted = sorted(FILLED.findall(forms(one.id)[-1]))
        assert [sorted(FILLED.findall(told)) for told in forms(one.string)][-1] == wanted, one.id
        for check in checkers:
            check(held, one)


def test_no_swedish_word_of_the_service_is_outside_the_catalogue():
    found = [
        f"{path.relative_to(ROOT)}:{line}: {words}"
        for path in sorted((ROOT / "api").rglob("*.py"))
        if path.relative_to(ROOT).as_posix() not in SWEDISH
        and path.relative_to(ROOT).parts[1] not in {"commands", "migrations"}
        for line, words in unmarked(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == [], "mark them with `_` or `N_`, or say in SWEDISH why they stay"


SWEDISH = {
    "api/alerts.py": "sent to whoever has the watch, who may be no user",
    "api/archive/cases.py": "stands in the public diary",
    "api/archive/copies.py": "stands in a copy of an official document",
    "api/archive/erms.py": "stands in the archive's package",
    "api/archive/handover.py": "stands in the archive's package",
    "api/archive/privacy.py": "stands in the extract to whoever asked",
    "api/archive/snapshots.py": "stands in the archive's package",
    "api/auth/admission.py": "an actor's name in the log",
    "api/decisions/exhibits.py": "stands in the evidence",
    "api/decisions/grounds.py": "the law's own words",
    "api/demo.py": "the demo's comments",
    "api/fields.py": "the API's, which speaks Swedish",
    "api/schemas.py": "examples of the API",
}
"""Files whose Swedish is no page's: why it stays Swedish whoever reads it."""


def unmarked(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """String constants with Swedish letters that are neither marked nor a docstring."""
    told = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}

    def look(node: ast.AST) -> Iterator[tuple[int, str]]:
        if isinstance(node, ast.Call) and _called(node) in MARKS:
            return
        words = node.value if isinstance(node, ast.Constant) and id(node) not in told else None
        if isinstance(words, str) and LETTERS.search(words):
            yield node.lineno, words
        for child in ast.iter_child_nodes(node):
            yield from look(child)

    yield from look(tree)


def test_no_word_of_a_template_is_outside_the_catalogue():
    found = {
        f"{path.name}: {words}"
        for path in sorted((ROOT / "api" / "review" / "templates").glob("*.html"))
        for words in bare(path.read_text(encoding="utf-8"))
    }
    assert found == set()


def bare(template: str) -> Iterator[str]:
    """Words that stand in a template as they are: as text, or in an attribute that is read out."""
    without = re.sub(
        r"{% trans.*?{% endtrans %}|{% block layout %}.*?{% endblock %}",
        "",
        template,
        flags=re.DOTALL,
    )
    without = re.sub(r"<(kbd|pre|title)\b.*?</\1>", "", without, flags=re.DOTALL)
    without = re.sub(r"{{.*?}}|{%.*?%}|{#.*?#}", "", without, flags=re.DOTALL)
    for name, told in re.findall(
        r'\b(aria-label|title|placeholder|alt|data-many)="([^"]*)"', without
    ):
        if re.search(r"[a-zåäö]{2}", told):
            yield f"{name}: {told}"
    for told in re.findall(r"(?:^|>)([^<>]*)", without):
        words = told.strip(" \n·")
        if re.search(r"[A-Za-zåäöÅÄÖ]{2}", words) and '="' not in words and words not in UNSPOKEN:
            yield words


UNSPOKEN = {"Uppsikt", "CSV", "JSON", "SHA-256"}
"""Names, the same in every language."""


def test_no_error_that_people_are_told_is_outside_the_catalogue():
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for folder in ("archive", "auth", "decisions", "review", "routes")
        for path in sorted((ROOT / "api" / folder).rglob("*.py"))
        if path.name not in {"backup.py", "store.py"}  # told to the operator, in English
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and _is_told_unmarked(call)
    ]
    assert found == []


def _is_told_unmarked(call: ast.Call) -> bool:
    name = _called(call)
    told = call.args[1:2] if name == "invalid" else call.args[:1] if name.endswith("Error") else []
    return any(
        isinstance(one, ast.JoinedStr)
        or (isinstance(one, ast.Constant) and isinstance(one.value, str) and " " in one.value)
        for one in told
    )


def test_no_mark_is_inside_a_formatted_string_where_it_would_not_be_found():
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sorted((ROOT / "api").rglob("*.py"))
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and _called(call) in MARKS - {"gettext"}
    ]
    assert found == []


def _called(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


# Speaking


def test_the_language_asked_for_most_is_spoken_where_there_is_one():
    asked = {
        "sv-SE,sv;q=0.9,en;q=0.8": "sv",
        "de, en;q=0.5, sv;q=0.7": "sv",
        "en-US,en;q=0.9": "en",
        "EN": "en",
        "en;q=0": "sv",
        "en;q=nan, \x00, xx-&&": "sv",
        "": "sv",
    }
    assert {one: preferred(one) for one in asked} == asked


def test_words_are_told_in_the_language_of_whoever_reads_them():
    table = Words({"a": N_("Väntar")})
    assert table["a"] == "Väntar"
    with speaking("en"):
        assert (table["a"], table.get("b"), dict(table)) == ("Waiting", None, {"a": "Waiting"})
        assert _("%(length)s kvar", length="2 min") == "2 min left"
        assert ngettext("%(num)s dygn", "%(num)s dygn", 1, num=1) == "1 day"
        assert gettext("något som ingen har översatt") == "något som ingen har översatt"
    assert table["a"] == "Väntar"


def test_numbers_and_moments_are_written_as_the_language_does():
    clock = Clock(datetime(2026, 3, 29, 12, tzinfo=UTC))
    now, before, long_ago = "2026-03-29T11:48:30Z", "2026-03-28T13:02:00Z", "2025-09-03T13:02:00Z"
    assert (clock.ago(now), clock.exact(now)) == ("för 11 min sedan", "2026-03-29 13.48.30")
    assert (clock.day(before), clock.day(long_ago)) == ("i går 14.02", "3 sep 2025 15.02")
    assert (decimal(0.5), whole(12345)) == ("0,50", "12\u00a0345")
    with speaking("en"):
        assert (clock.ago(now), clock.exact(now)) == ("11 min ago", "2026-03-29 13:48:30")
        assert (clock.day(before), clock.day(long_ago)) == ("yesterday 14:02", "3 Sept 2025 15:02")
        assert (decimal(0.5), whole(12345)) == ("0.50", "12,345")


def test_the_rules_own_sentences_are_told_again_and_their_titles_kept():
    why = (
        "Inlägget innehåller nästan säkert hot och sannolikt kritik. Grund: kön. "
        "Markerat i texten: telefonnummer, namn och adress. "
        "Visar det ett barn: välj grunden Barnpornografi. Spara och kopiera då inget av innehållet."
    )
    assert retold(why) == why
    with speaking("en"):
        assert retold(why) == (
            "The post contains: almost certainly threat and likely criticism. Ground: gender. "
            "Marked in the text: phone number, name and address. If it shows a child: choose the "
            "ground Barnpornografi (child abuse material). Then save and copy none of the content."
        )
        assert retold("Lång text: bedömd i 3 delar.") == "Long text: assessed in 3 parts."
        kept = retold("Regeln ”Hot, hat och våld. Här.” gäller i det här sammanhanget.")
        assert "“Hot, hat och våld. Här.”" in kept
        assert retold("Något nytt.") == "Något nytt."
