"""Reading profiles: YAML text in, a checked Profile or an error that says where and what to mend."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from model.errors import ProfileError
from model.policy.profile import Profile

PROFILES = Path(__file__).with_name("profiles")
"""The folder of the profiles that ship with Uppsikt."""

_LARGEST_FILE = 200_000
_PLAIN_TAGS = tuple(f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map"))
_MENDS = {
    "missing": "uppgiften saknas; lägg till den",
    "extra_forbidden": "okänd uppgift; ta bort den eller rätta stavningen",
    "less_than_equal": "värdet är för stort; högst {le}",
    "greater_than_equal": "värdet är för litet; minst {ge}",
    "finite_number": "värdet är inget tal",
    "float_parsing": "värdet ska vara ett tal mellan 0 och 1, eller flag i ett villkor",
    "int_parsing": "värdet är inget heltal",
    "bool_parsing": "värdet ska vara true eller false",
    "literal_error": "otillåtet värde; välj {expected}",
    "string_too_short": "texten är tom; fyll i den",
    "string_pattern_mismatch": "bara små bokstäver a–z, siffror och bindestreck",
    "string_type": "värdet ska vara text",
    "tuple_type": "värdet ska vara en lista",
    "too_short": "listan är tom; fyll i den",
    "model_type": "värdet ska ha underordnade uppgifter",
    "model_attributes_type": "värdet ska ha underordnade uppgifter",
    "dict_type": "värdet ska ha underordnade uppgifter",
    "value_error": "{error}",
}


_CHOICES = ("constrained-", "literal[")
"""How pydantic names the alternatives of a value; they are no place in the file."""

_OWN_PROBLEMS = {
    "expected <block end>, but found '<scalar>'": "text utanför citattecknen; citera hela värdet",
    "expected <block end>, but found '<block mapping start>'": "fel indrag; rätta mellanslagen",
    "expected <block end>, but found '<block sequence start>'": "fel indrag; rätta mellanslagen",
    "expected <block end>, but found '-'": "fel indrag; rätta mellanslagen",
    "mapping values are not allowed here": "ett kolon till på raden; citera värdet",
    "could not find expected ':'": "kolon saknas efter namnet",
    "found character '\\t' that cannot start any token": "tabb som indrag; använd mellanslag",
    "found unexpected end of stream": "ett citattecken är inte avslutat",
    "expected ',' or ']', but got '<stream end>'": "hakparentesen är inte avslutad",
}


class _PlainLoader(yaml.BaseLoader):
    """YAML of text, lists and mappings only: no types of its own, and no aliases to multiply."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(
                problem="alias (*) tillåts inte", problem_mark=self.get_mark()
            )
        return super().compose_node(parent, index)


def load_profile(path: Path) -> Profile:
    """The profile in a YAML file; raises ProfileError naming file, line and what to mend."""
    node = _read_node(path)
    try:
        return Profile.model_validate(_value_of(node))
    except yaml.MarkedYAMLError as error:
        raise ProfileError(_yaml_message(path, error)) from error
    except ValidationError as error:
        raise ProfileError(_first_message(path, node, error.errors()[0])) from error


def load_profiles(folder: Path = PROFILES) -> dict[str, Profile]:
    """Every profile of a folder by its key, in file order; ProfileError for a wrong or doubled one, or none."""
    profiles: dict[str, Profile] = {}
    for path in sorted(folder.glob("*.yaml")):
        profile = load_profile(path)
        if profile.key in profiles:
            raise ProfileError(f"{path}: nyckeln ”{profile.key}” finns redan i en annan profil")
        profiles[profile.key] = profile
    if not profiles:
        raise ProfileError(f"{folder}: ingen profil (*.yaml) i mappen")
    return profiles


def _read_node(path: Path) -> yaml.Node:
    try:
        text = path.read_bytes()
        if len(text) > _LARGEST_FILE:
            raise ProfileError(f"{path}: filen är större än {_LARGEST_FILE} byte")
        node = yaml.compose(text.decode("utf-8"), Loader=_PlainLoader)
    except OSError as error:
        raise ProfileError(f"{path}: filen går inte att läsa ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ProfileError(f"{path}: filen är inte UTF-8 (byte {error.start})") from error
    except RecursionError as error:
        raise ProfileError(f"{path}: filen är för djupt kapslad") from error
    except yaml.MarkedYAMLError as error:
        raise ProfileError(_yaml_message(path, error)) from error
    except yaml.YAMLError as error:
        raise ProfileError(f"{path}: filen är inte YAML ({error})") from error
    if node is None:
        raise ProfileError(f"{path}: filen är tom")
    return node


def _value_of(node: yaml.Node) -> Any:
    if node.tag not in _PLAIN_TAGS:
        raise yaml.MarkedYAMLError(
            problem=f"taggen {node.tag} tillåts inte", problem_mark=node.start_mark
        )
    if isinstance(node, yaml.MappingNode):
        return _mapping_of(node)
    if isinstance(node, yaml.SequenceNode):
        return [_value_of(item) for item in node.value]
    return node.value


def _mapping_of(node: yaml.MappingNode) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise yaml.MarkedYAMLError(
                problem="en nyckel ska vara text", problem_mark=key.start_mark
            )
        if key.value in values:
            problem = f"nyckeln ”{key.value}” står två gånger"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=key.start_mark)
        values[key.value] = _value_of(value)
    return values


def _yaml_message(path: Path, error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    line = f"rad {mark.line + 1}: " if mark else ""
    problem = _OWN_PROBLEMS.get(error.problem or "", error.problem or error.context)
    return f"{path}, {line}{problem}"


def _first_message(path: Path, root: yaml.Node, error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    place = (*error["loc"], *context.get("at", ()))
    line, rule = _where(root, place)
    known = _MENDS.get(error["type"])
    mend = known.format(**context) if known else error["msg"]
    name = ".".join(part for part in map(str, place) if not part.startswith(_CHOICES))
    owner = f" (regeln ”{rule}”)" if rule and rule not in mend else ""
    return f"{path}, rad {line}: {name or 'profilen'}{owner}: {mend}"


def _where(root: yaml.Node, place: Sequence[str | int]) -> tuple[int, str | None]:
    """The line of the deepest node on the way to `place`, and the id of the rule it lies in."""
    node, line, rule = root, root.start_mark.line, None
    for part in place:
        found = _child(node, part)
        if found is None:
            break
        line, node = found
        rule = rule or _identity(node)
    return line + 1, rule


def _child(node: yaml.Node, part: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        item: yaml.Node = node.value[part]
        return item.start_mark.line, item
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == part:
                return key.start_mark.line, value
    return None


def _identity(node: yaml.Node) -> str | None:
    for name in ("id", "key"):
        found = _child(node, name)
        if found is not None and isinstance(found[1], yaml.ScalarNode):
            return str(found[1].value)
    return None
