"""Seekers: ways to find personal data that run offline, ours and others', in one shape."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any

from evaluation.rivals import NotHereError
from evaluation.spans import Found
from model.labels import PERSONAL_DATA_KINDS
from model.personal_data import find_personal_data

Seek = Callable[[str], Sequence[Found]]

_LEAST_SCORE = 0.4
"""Of 0, 0.2, 0.4, 0.5 and 0.6 the limit under which Presidio did best on the dev part."""
_SWEDISH_MODELS = ("sv_core_news_lg", "sv_core_news_md", "sv_core_news_sm")
UNTRAINED = "untrained"
_RECOGNISERS = (
    "SePersonnummerRecognizer",
    "SeOrganisationsnummerRecognizer",
    "EmailRecognizer",
    "IbanRecognizer",
    "CreditCardRecognizer",
    "IpRecognizer",
)
_KINDS: Mapping[str, str] = {
    "SE_PERSONNUMMER": "personnummer",
    "SE_ORGANISATIONSNUMMER": "organisation_number",
    "PHONE_NUMBER": "phone",
    "EMAIL_ADDRESS": "email",
    "IBAN_CODE": "bank_account",
    "CREDIT_CARD": "card_number",
    "IP_ADDRESS": "ip_address",
}
"""What Presidio's entities are called here; its URL is any link, so it claims no profile link."""
_SHIFTED_DAY = re.compile(r"[0-9]{2,4}[0-9]{2}[6-9][0-9][-+]?[0-9]{4}$")
"""A samordningsnummer, which Presidio knows under the same name as a personnummer."""
_STREETS = "gatan|vägen|gränden|stigen|backen|torget|allén|gata|väg|gränd|stig"
_PATTERNS: Mapping[str, re.Pattern[str]] = {
    "bank_account": re.compile(r"\b[A-Z]{2}\d{2}(?: ?\d{4}){5}\b"),
    "card_number": re.compile(r"\b\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}\b"),
    "coordination_number": re.compile(r"\b(?:19|20)?\d{4}[6-9]\d[-+]?\d{4}\b"),
    "personnummer": re.compile(r"\b(?:19|20)?\d{2}[01]\d[0-3]\d[-+]?\d{4}\b"),
    "organisation_number": re.compile(r"\b\d{6}-\d{4}\b"),
    "email": re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b"),
    "phone": re.compile(r"(?:\+46|\b0)[ -]?\d{1,3}(?:[ -]?\d{2,3}){2,3}\b"),
    "ip_address": re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"),
    "coordinates": re.compile(r"\b\d{2}\.\d{4,}, ?\d{2}\.\d{4,}\b"),
    "property": re.compile(r"\b[A-ZÅÄÖ]\w+ \d+:\d+\b"),
    "address": re.compile(rf"\b[A-ZÅÄÖ]\w*(?:{_STREETS}) \d+ ?[A-Za-z]?\b"),
    "registration_plate": re.compile(r"\b[A-Z]{3} ?\d{2}[\dA-Z]\b"),
    "profile_link": re.compile(r"\b(?:facebook|instagram|tiktok|linkedin)\.com/\S+"),
    "social_handle": re.compile(r"(?<!\w)@\w[\w.]+"),
    "name": re.compile(r"\b[A-ZÅÄÖ][a-zåäöé]+(?: [A-ZÅÄÖ][a-zåäöé]+)+\b"),
}
"""What is written in an afternoon; of two that overlap the earlier stands."""


@dataclass(frozen=True, slots=True)
class Seeker:
    """Something that finds personal data of `kinds`; `prepare` loads it and gives what seeks.

    Without `kinds` only its time is told.
    """

    name: str
    about: str
    kinds: frozenset[str]
    prepare: Callable[[], Seek]


def seekers() -> list[Seeker]:
    """Ours first."""
    model, about = _swedish_model()
    people = {"PERSON": "name"} if model else {}
    return [
        Seeker("Uppsikt", "model.personal_data", frozenset(PERSONAL_DATA_KINDS), lambda: _ours),
        Seeker(
            "Presidio",
            about,
            frozenset({*_KINDS.values(), *people.values(), "coordination_number"}),
            partial(_presidio, model, {**_KINDS, **people}),
        ),
        *(() if model else (_timed_presidio(),)),
        Seeker(
            "Regular expressions",
            "one a kind, without proof or context",
            frozenset(_PATTERNS),
            lambda: _by_patterns,
        ),
    ]


def _ours(text: str) -> list[Found]:
    return [Found(one.kind, one.start, one.end) for one in find_personal_data(text)]


def _by_patterns(text: str) -> list[Found]:
    return list(
        _apart(
            Found(kind, *match.span())
            for kind, pattern in _PATTERNS.items()
            for match in pattern.finditer(text)
        )
    )


def _apart(spans: Iterator[Found]) -> Iterator[Found]:
    """Those that overlap none before them, as a mask can use only one."""
    taken: list[Found] = []
    for span in spans:
        if all(span.end <= other.start or other.end <= span.start for other in taken):
            taken.append(span)
            yield span


def _swedish_model() -> tuple[str | None, str]:
    """The best Swedish spaCy model that is installed, and what to say of it."""
    here = "presidio-analyzer, its Swedish and general recognisers"
    try:
        is_package = import_module("spacy").util.is_package
    except ImportError:
        return None, here
    model = next((name for name in _SWEDISH_MODELS if is_package(name)), None)
    return model, f"{here}, {model or 'no names: no Swedish spaCy model is installed'}"


def _timed_presidio() -> Seeker:
    about = "the parts of a Swedish spaCy model, untrained: as slow as it, but finds no names"
    return Seeker(
        "Presidio with a language model", about, frozenset(), partial(_presidio, UNTRAINED, _KINDS)
    )


def _presidio(model: str | None, kinds: Mapping[str, str]) -> Seek:
    try:
        analyzer = _analyzer(model)
    except ImportError as error:
        raise NotHereError("not installed: pip install -e '.[compare]'") from error

    def seek(text: str) -> list[Found]:
        results = analyzer.analyze(
            text, language="sv", entities=[*kinds], score_threshold=_LEAST_SCORE
        )
        surest = sorted(results, key=lambda one: (-one.score, one.start - one.end))
        return list(_apart(_named(text, one, kinds) for one in surest))

    return seek


def _named(text: str, result: Any, kinds: Mapping[str, str]) -> Found:
    kind = kinds[result.entity_type]
    if kind == "personnummer" and _SHIFTED_DAY.fullmatch(text[result.start : result.end]):
        kind = "coordination_number"
    return Found(kind, result.start, result.end)


def _analyzer(model: str | None) -> Any:
    """Presidio's analyser for Swedish; ImportError without the extra."""
    presidio = import_module("presidio_analyzer")
    engines = import_module("presidio_analyzer.nlp_engine")
    known = import_module("presidio_analyzer.predefined_recognizers")
    suffixes: Any = import_module("tldextract.tldextract")
    suffixes.TLD_EXTRACTOR = suffixes.TLDExtract(suffix_list_urls=())  # else it asks the network
    engine = engines.SpacyNlpEngine(models=[{"lang_code": "sv", "model_name": model or "blank"}])
    engine.nlp = {"sv": _pipeline(model)}
    recognisers = [getattr(known, name)(supported_language="sv") for name in _RECOGNISERS]
    recognisers.append(known.PhoneRecognizer(supported_language="sv", supported_regions=["SE"]))
    if model:
        recognisers.append(known.SpacyRecognizer(supported_language="sv"))
    registry = presidio.RecognizerRegistry(supported_languages=["sv"], recognizers=recognisers)
    return presidio.AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["sv"])


def _pipeline(model: str | None) -> Any:
    spacy = import_module("spacy")
    if model not in (None, UNTRAINED):
        return spacy.load(model)
    pipeline = spacy.blank("sv")
    if model == UNTRAINED:
        _add_network(pipeline)
    return pipeline


def _add_network(pipeline: Any) -> None:
    """What spaCy's Swedish models consist of, with weights drawn by chance."""
    shared = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96}
    tagger = {"@architectures": "spacy.Tagger.v2", "tok2vec": shared}
    parser = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": shared,
    }
    pipeline.add_pipe("tok2vec")
    pipeline.add_pipe("tagger", config={"model": tagger}).add_label("NN")
    pipeline.add_pipe("morphologizer", config={"model": tagger}).add_label("POS=NOUN")
    pipeline.add_pipe("parser", config={"model": {**parser, "state_type": "parser"}}).add_label(
        "nsubj"
    )
    pipeline.add_pipe("ner", config={"model": {**parser, "state_type": "ner"}}).add_label("PER")
    pipeline.initialize()
