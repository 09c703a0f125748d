"""The judgement of `conformance` for answers by the million: a compiled judge says which are fine.

It takes microseconds where jsonschema takes milliseconds, and says no more than that; whatever it
does not find fine, `conformance` judges and explains.
"""

import functools
import json
import re
from collections.abc import Mapping
from typing import Any

from jsonschema_rs import Draft202012Validator

from tests.e2e import conformance
from tests.e2e.actors import Json, Payload
from tests.e2e.command_rules import choices_faults, choices_oddities
from tests.e2e.message_rules import message_faults, message_oddities

_PATH = "/interactions/{interaction_id}/{interaction_token}/callback"
_SOME_PATH = "/interactions/1/token/callback"
_WITH_MESSAGE = {4, 5, 7}
_CHOICES = 8

# What discord.py sends although the description does not know it.
_ALSO_SENT = {"RichEmbed": ("flags",)}
# A second that a link opens at, which is none.
_ODD_START = re.compile(r"[?&](?:t|start)=(?!\d+s?(?:[&#)>\s]|$))")


def callback_violations(payload: Payload) -> list[str]:
    """What `conformance.violations` has against the answer to an interaction."""
    return [] if is_fine(payload) else conformance.violations("POST", _SOME_PATH, payload)


def is_fine(payload: Payload) -> bool:
    """Whether nothing is wrong; False where that takes a closer look."""
    kind, data = payload["type"], payload.get("data") or {}
    validator = _validators().get(kind)
    if validator and not validator.is_valid(payload):
        return False
    if kind == _CHOICES:
        choices = data.get("choices") or []
        return not any(choices_faults(choices, "")) and not any(choices_oddities(choices, ""))
    if kind in _WITH_MESSAGE:
        closely = not validator or len(data.get("embeds") or ()) > 1 or _odd_start(data)
        return not any(message_faults(data, creates=kind == 4)) and not (
            closely and any(message_oddities(data))
        )
    return False


def _odd_start(data: Payload) -> bool:
    """Whether any text that may hold a link has such a one."""
    texts = [data.get("content")]
    for embed in data.get("embeds") or ():
        texts += [embed.get("url"), embed.get("description"), embed.get("title")]
        texts += [field.get("value") for field in embed.get("fields") or ()]
    for row in data.get("components") or ():
        texts += [part.get("url") for part in row.get("components") or ()]
    return any(text and _ODD_START.search(text) for text in texts)


@functools.cache
def _validators() -> Mapping[int, Draft202012Validator]:
    """One for each type of answer; none where there is no copy of the description."""
    found = conformance.openapi_path()
    if found is None:
        return {}
    document = json.loads(found.read_text(encoding="utf-8"))
    schemas = document["components"]["schemas"]
    body = document["paths"][_PATH]["post"]["requestBody"]
    made: dict[int, Draft202012Validator] = {}
    for branch in body["content"]["application/json"]["schema"]["anyOf"]:
        name = branch["$ref"].rpartition("/")[2]
        reached = _reached(name, schemas)
        schema = {"$ref": branch["$ref"], "components": {"schemas": reached}}
        for kind in schemas[name]["properties"]["type"]["enum"]:
            made[kind] = Draft202012Validator(schema, validate_formats=True)
    return made


def _reached(name: str, schemas: Mapping[str, Any]) -> dict[str, Any]:
    """The schemas that one refers to, itself among them, each made strict and quick."""
    reached: dict[str, Any] = {}
    waiting = [name]
    while waiting:
        if (each := waiting.pop()) in reached:
            continue
        reached[each] = _strict(_quick(schemas[each], schemas), _ALSO_SENT.get(each, ()))
        waiting += re.findall(r'"#/components/schemas/(\w+)"', json.dumps(reached[each]))
    return reached


def _strict(schema: dict[str, Any], also: tuple[str, ...]) -> dict[str, Any]:
    """Without keys that the description doesn't know, which Discord ignores and nobody means."""
    if "properties" not in schema:
        return schema
    known = schema["properties"] | dict.fromkeys(also, True)
    return schema | {"properties": known, "additionalProperties": False}


def _quick(schema: Json, schemas: Mapping[str, Any]) -> Json:
    """Without what an `enum` says already: beside it often stands the list it is taken from."""
    if isinstance(schema, list):
        return [_quick(each, schemas) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "enum" in schema and set(schema["enum"]) <= _values(schema.get("allOf", []), schemas):
        schema = {key: value for key, value in schema.items() if key != "allOf"}
    return {key: _quick(value, schemas) for key, value in schema.items()}


def _values(bases: list[dict[str, Any]], schemas: Mapping[str, Any]) -> set[Any]:
    """The values that a reference to a list of constants allows; none where it is not just one."""
    if len(bases) != 1:
        return set()
    listed = schemas[bases[0]["$ref"].rpartition("/")[2]].get("oneOf", [])
    return {each.get("const") for each in listed}
