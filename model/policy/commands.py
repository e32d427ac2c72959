"""`python -m model policy`: make, check, explain and compare profiles."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from string import Template
from typing import Annotated

import typer

from model.assessment import Assessment
from model.bundle import DEFAULT_BUNDLE, read_bundle
from model.errors import ModelError, ProfileError
from model.labels import LABELS
from model.policy.context import Context
from model.policy.coverage import coverage_page
from model.policy.differences import changed_words, shifts
from model.policy.engine import decide
from model.policy.examples import FLAGGED, Assess
from model.policy.loader import PROFILES, load_profile, load_profiles
from model.policy.profile import Profile, profile_schema
from model.policy.review import check, remarks, told
from model.policy.thresholds import rule_limits

DOCS = Path(__file__).parents[2] / "docs" / "policy"
COVERAGE = DOCS / "coverage.md"
SCHEMA = DOCS / "profile.schema.json"
SKELETON = Path(__file__).with_name("skeleton.yaml")

policy = typer.Typer(help="Municipalities' rules as profiles.", no_args_is_help=True)
Write = Annotated[bool, typer.Option("--write", help="Write the file in docs/policy.")]
ProfileArgument = Annotated[str, typer.Argument(help="A profile's file, or a shipped one's key.")]
BundleOption = Annotated[
    Path, typer.Option("--bundle", help="The model's folder.", show_default="the shipped one")
]


@policy.command("new")
def make_profile(
    key: Annotated[str, typer.Argument(help="a–z, 0–9 and hyphens, such as norrby.")],
    name: Annotated[str, typer.Option(help="The municipality's name.")] = "",
    file: Annotated[Path | None, typer.Option(help="Where to write; KEY.yaml here.")] = None,
) -> None:
    """Write a working profile that rests on the law alone, to put your own guideline into."""
    path = file or Path(f"{key}.yaml")
    with _named_faults():
        if path.exists():
            raise ProfileError(f"{path}: filen finns redan; välj en annan med --file")
        path.write_text(_skeleton(key, name or f"{key.capitalize()} kommun", path), "utf-8")
        try:
            print(check(path))
        except ProfileError:
            path.unlink()
            raise
    print(f"Byt citaten mot er riktlinjes ord. Kör sedan: python -m model policy check {path}")


@policy.command("check")
def check_profile(path: Path, bundle: BundleOption = DEFAULT_BUNDLE) -> None:
    """Read a profile, run its examples, and say what to mend and what is left to do."""
    with _named_faults():
        profile = load_profile(path)
        print(check(path, _reader(bundle) if _needs_model(profile) else None))
        for remark in remarks(profile, path.read_text("utf-8")):
            print(f"  Att tänka på: {remark}")


@policy.command("explain")
def explain_comment(
    profile: ProfileArgument,
    text: Annotated[str, typer.Argument(help="The comment; - reads standard input.")],
    score: Annotated[
        list[str] | None, typer.Option(help="LABEL=P, instead of asking the model; repeatable.")
    ] = None,
    medium: str = "facebook",
    bundle: BundleOption = DEFAULT_BUNDLE,
    *,
    owned: Annotated[bool, typer.Option(help="The municipality's own page.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Show what a profile suggests for one comment, by which rules, and why."""
    comment = sys.stdin.read() if text == "-" else text
    with _named_faults():
        held_to = find_profile(profile)
        assessment = _scored(score) if score else _reader(bundle)(comment)
    context = Context(owned=owned, medium=medium, now=datetime.now(UTC))
    outcome = decide(assessment, held_to, context)
    print(outcome.to_json() if as_json else told(outcome, assessment, held_to, comment))


@policy.command("diff")
def compare_profiles(old: ProfileArgument, new: ProfileArgument) -> None:
    """Show how two profiles differ: in their words, and in what they suggest."""
    with _named_faults():
        before, after = find_profile(old), find_profile(new)
    print(f"{before.name} {before.version} → {after.name} {after.version}")
    print("\n".join(changed_words(before, after)) or "Samma regler.")
    changed = shifts(before, after)
    print("Förslag som ändras:" if changed else "Inga förslag ändras.")
    for one in changed:
        print(f"  {one.comment}: {', '.join(one.before)} → {', '.join(one.after)}")


@policy.command("thresholds")
def show_thresholds(profile: ProfileArgument, bundle: BundleOption = DEFAULT_BUNDLE) -> None:
    """Show what each rule asks of each score, and the share of false alarms to expect."""
    with _named_faults():
        limits = rule_limits(find_profile(profile), read_bundle(bundle).manifest)
    print("regel\tetikett\tgräns\tfalsklarm, uppmätt\tfalsklarm, högst")
    for one in limits:
        measured = "–" if one.measured is None else f"{one.measured:.0%}"
        print(f"{one.rule}\t{one.label}\t{one.limit:.2f}\t{measured}\t{one.bound:.0%}")


@policy.command("coverage")
def show_coverage(*, write: Write = False) -> None:
    """Write every guideline's sentences beside the rules that they became."""
    _put(COVERAGE, coverage_page(load_profiles()), write=write)


@policy.command("schema")
def show_schema(*, write: Write = False) -> None:
    """Write the JSON Schema of a profile, for editors."""
    _put(SCHEMA, schema_text(), write=write)


def schema_text() -> str:
    """The published JSON Schema."""
    return json.dumps(profile_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def find_profile(name: str) -> Profile:
    """A profile by the path of its file or the key of a shipped one; ProfileError."""
    path, shipped = Path(name), PROFILES / f"{name}.yaml"
    return load_profile(shipped if not path.exists() and shipped.exists() else path)


def _skeleton(key: str, name: str, path: Path) -> str:
    values = {"key": key, "name": json.dumps(name, ensure_ascii=False), "path": path}
    today = datetime.now(UTC).date().isoformat()
    return Template(SKELETON.read_text("utf-8")).substitute(values, date=today, schema=SCHEMA)


def _needs_model(profile: Profile) -> bool:
    return any(example.scores is None for example in profile.examples)


def _reader(bundle: Path) -> Assess:
    from model.classifier import Classifier  # noqa: PLC0415  (slow, and seldom needed)

    return Classifier.load(bundle).assess


def _scored(scores: list[str]) -> Assessment:
    given = {}
    for one in scores:
        label, _, number = one.partition("=")
        if label not in LABELS or not number.replace(".", "", 1).isdigit():
            raise ProfileError(f"--score {one}: skriv ETIKETT=TAL, till exempel threat=0.9")
        given[label] = min(float(number), 1.0)
    return Assessment(
        scores={label: given.get(label, 0.0) for label in LABELS},
        flags=tuple(label for label in LABELS if given.get(label, 0.0) >= FLAGGED),
        findings=(),
        model="given",
    )


def _put(path: Path, text: str, *, write: bool) -> None:
    if write:
        path.write_text(text, encoding="utf-8")
        print(path)
    else:
        sys.stdout.write(text)


@contextmanager
def _named_faults() -> Iterator[None]:
    try:
        yield
    except ModelError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error
