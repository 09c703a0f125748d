"""Is what the bot sends what Discord takes? Two judges, independent of discord.py.

Discord's OpenAPI description, where a copy of it is at hand (VAULTBOT_OPENAPI, or
../shared/discord/openapi.json beside the repository), and own rules for what it leaves out.
"""

import functools
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.e2e.actors import Json
from tests.e2e.command_rules import (
    choices_faults,
    choices_oddities,
    commands_faults,
    commands_oddities,
)
from tests.e2e.complaints import at
from tests.e2e.message_rules import message_faults, message_oddities

_Judge = Callable[[str, str, Json], Iterator[str]]

_URI = "urn:discord"
_REPOSITORY = Path(__file__).resolve().parents[2]

_COMMANDS = re.compile(r"/applications/\d+/(guilds/\d+/)?commands")
_CALLBACK = re.compile(r"/interactions/\d+/[^/]+/callback")
_NEW_MESSAGE = re.compile(r"/webhooks/\d+/[^/]+|/channels/\d+/messages")
_MESSAGE = re.compile(r"/webhooks/\d+/[^/]+/messages/[^/]+|/channels/\d+/messages/\d+")
_WITH_MESSAGE = {4, 5, 7}
_CHOICES = 8
_EXPLAINED_AT_MOST = 10


def violations(method: str, path: str, payload: Json) -> list[str]:
    """All that is wrong with a request's JSON body, each as "where: what"; empty if it is fine."""
    return rejections(method, path, payload) + oddities(method, path, payload)


def rejections(method: str, path: str, payload: Json) -> list[str]:
    """What Discord would refuse with 400."""
    path = _without_base(path)
    own = list(_guarded(_own_faults, method, path, payload))
    judged = {complaint.partition(": ")[0] for complaint in own}
    described = described_faults(method, path, payload)
    return own + [fault for fault in described if fault.partition(": ")[0] not in judged]


def oddities(method: str, path: str, payload: Json) -> list[str]:
    """What Discord would take, but that cannot be meant: unknown keys, links to no second."""
    return list(_guarded(_own_oddities, method, _without_base(path), payload))


def response_violations(method: str, path: str, payload: Json, status: str = "200") -> list[str]:
    """What is wrong with an answer, by the description alone: a judge of the stand-in itself."""
    description = openapi()
    if description is None:
        return []
    return description.faults(method, _without_base(path), ("responses", status), payload)


def described_faults(method: str, path: str, payload: Json) -> list[str]:
    """What the OpenAPI description has against a request; nothing where there is no copy of it."""
    description = openapi()
    if description is None or payload is None:
        return []
    return description.faults(method, _without_base(path), ("requestBody",), payload)


def openapi_path() -> Path | None:
    """Find a copy of Discord's OpenAPI description."""
    named = os.environ.get("VAULTBOT_OPENAPI")
    default = _REPOSITORY.parent / "shared" / "discord" / "openapi.json"
    found = Path(named) if named else default
    return found if found.is_file() else None


def openapi() -> "Description | None":
    """Load Discord's OpenAPI description once; None where there is no copy."""
    found = openapi_path()
    return _load(found) if found else None


class Description:
    """Discord's OpenAPI description, with one cached validator per schema used."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        resource = DRAFT202012.create_resource(document)
        self._registry: Registry[Any] = Registry().with_resource(_URI, resource)
        self._validators: dict[tuple[str, ...], Draft202012Validator] = {}
        # Literal segments go first: @original before {message_id}.
        self._templates: list[tuple[re.Pattern[str], str]] = [
            (re.compile(re.sub(r"\{[^}]+\}", "[^/]+", template)), template)
            for template in sorted(document["paths"], key=lambda path: path.count("{"))
        ]

    def faults(self, method: str, path: str, body: tuple[str, ...], payload: Json) -> list[str]:
        """Check against the JSON schema of a request or response body; body: the way to it."""
        template = self._template(method.lower(), path)
        if template is None:
            return []
        pointer: tuple[str, ...] = ("paths", template, method.lower(), *body)
        pointer = (*pointer, "content", "application/json", "schema")
        schema = self._document
        for key in pointer:
            schema = schema.get(key) or {}
        if not schema:
            return []
        # The branch is chosen by type before validating: quicker, and only its errors are told.
        pointer, schema = self._branch(pointer, schema, payload)
        if pointer not in self._validators:
            self._validators[pointer] = Draft202012Validator(
                {"$ref": f"{_URI}#{_fragment(pointer)}"},
                registry=self._registry,
                format_checker=Draft202012Validator.FORMAT_CHECKER,
            )
        errors = self._validators[pointer].iter_errors(payload)
        return [line for error in errors for line in self._explain(error)][:_EXPLAINED_AT_MOST]

    def _template(self, method: str, path: str) -> str | None:
        for pattern, template in self._templates:
            if pattern.fullmatch(path) and method in self._document["paths"][template]:
                return template
        return None

    def _branch(
        self, pointer: tuple[str, ...], schema: dict[str, Any], payload: Json
    ) -> tuple[tuple[str, ...], dict[str, Any]]:
        branches = schema.get("anyOf", [])
        chosen = self._chosen(branches, payload)
        if chosen is None:
            return pointer, schema
        return (*pointer, "anyOf", str(chosen)), branches[chosen]

    def _chosen(self, branches: Json, value: Json) -> int | None:
        """Answer which branch of a union the value wants to be: by its type, or the only one."""
        resolved = [self._resolved(branch) for branch in branches]
        if isinstance(value, dict) and "type" in value:
            for index, branch in enumerate(resolved):
                kinds = branch.get("properties", {}).get("type", {}).get("enum", [])
                if value["type"] in kinds:
                    return index
        present = [n for n, branch in enumerate(resolved) if branch.get("type") != "null"]
        return present[0] if len(present) == 1 else None

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        reference = schema.get("$ref", "")
        name = reference.removeprefix("#/components/schemas/")
        return self._document["components"]["schemas"][name] if name != reference else schema

    def _explain(self, error: ValidationError) -> Iterator[str]:
        """Say in one line what a reader needs; of a union only the branch that was meant."""
        if error.validator in {"anyOf", "oneOf"} and error.context:
            chosen = self._chosen(error.validator_value, error.instance)
            branches: dict[Any, list[ValidationError]] = {}
            for inner in error.context:
                branches.setdefault(inner.schema_path[0], []).append(inner)
            # With nothing to choose by, the branch that came furthest was meant.
            meant = branches.get(chosen) or max(
                branches.values(), key=lambda each: max(len(e.absolute_path) for e in each)
            )
            for inner in meant:
                yield from self._explain(inner)
            return
        if not _is_numeric_id(error):
            yield f"{at('', *error.absolute_path) or 'body'}: {_in_short(error)}"


def _is_numeric_id(error: ValidationError) -> bool:
    """Whether it is only about an id sent as a number, which Discord documents and takes."""
    schema: Json = error.schema
    number = isinstance(error.instance, int) and not isinstance(error.instance, bool)
    return error.validator == "type" and schema.get("format") == "snowflake" and number


def _in_short(error: ValidationError) -> str:
    limit: Json = error.validator_value
    value: Json = error.instance
    match error.validator:
        case "maxLength":
            return f"{len(value)} characters, at most {limit}"
        case "minLength":
            return f"{len(value)} characters, at least {limit}"
        case "maxItems":
            return f"{len(value)} items, at most {limit}"
        case "minItems":
            return f"{len(value)} items, at least {limit}"
        case "format":
            return f"not a {limit}: {str(value)[:60]!r}"
        case "type":
            return f"{str(value)[:60]!r} is not of type {limit}"
    return error.message if len(error.message) <= 160 else f"{error.message[:159]}…"


@functools.cache
def _load(path: Path) -> Description:
    return Description(json.loads(path.read_text(encoding="utf-8")))


def _fragment(pointer: tuple[str, ...]) -> str:
    escaped = (key.replace("~", "~0").replace("/", "~1") for key in pointer)
    return "".join(f"/{key}" for key in escaped)


def _without_base(path: str) -> str:
    return re.sub(r"^/api/v\d+", "", path)


def _guarded(judge: _Judge, method: str, path: str, payload: Json) -> Iterator[str]:
    """Own rules read JSON of the right shape; what has another shape is a fault of its own."""
    try:
        yield from judge(method, path, payload)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        yield f"body: not of the expected shape ({error})"


def _own_faults(method: str, path: str, payload: Json) -> Iterator[str]:
    if method == "PUT" and _COMMANDS.fullmatch(path):
        yield from commands_faults(payload)
    elif method == "POST" and _CALLBACK.fullmatch(path):
        data = payload.get("data") or {}
        if payload["type"] in _WITH_MESSAGE:
            yield from message_faults(data, "data", creates=payload["type"] == 4)
        elif payload["type"] == _CHOICES:
            yield from choices_faults(data.get("choices") or [], "data.choices")
    elif method == "POST" and _NEW_MESSAGE.fullmatch(path):
        yield from message_faults(payload, creates=True)
    elif method == "PATCH" and _MESSAGE.fullmatch(path):
        yield from message_faults(payload, creates=False)


def _own_oddities(method: str, path: str, payload: Json) -> Iterator[str]:
    if method == "PUT" and _COMMANDS.fullmatch(path):
        yield from commands_oddities(payload)
    elif method == "POST" and _CALLBACK.fullmatch(path):
        data = payload.get("data") or {}
        if payload["type"] in _WITH_MESSAGE:
            yield from message_oddities(data, "data")
        elif payload["type"] == _CHOICES:
            yield from choices_oddities(data.get("choices") or [], "data.choices")
    elif method in {"POST", "PATCH"} and (_NEW_MESSAGE.fullmatch(path) or _MESSAGE.fullmatch(path)):
        yield from message_oddities(payload)
