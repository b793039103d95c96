"""The OpenAPI 3.1 document, made of the declared addresses: it can't say anything else than what is served."""

from __future__ import annotations

from collections.abc import Sequence

from steadymesh.web.endpoints import Endpoint
from steadymesh.web.params import LANG, Param
from steadymesh.web.problems import MEDIA, TITLES
from steadymesh.web.schemas import PROBLEM

_ALWAYS = (400, 403, 405, 408, 413, 414, 421, 431, 503)
"""What can be wrong with any request: malformed, from another site, too slow, too large, or too much at once."""

_GUARDED = (401,)
_CHANGES = (415, 422, 502)


def document(endpoints: Sequence[Endpoint], version: str) -> dict[str, object]:
    """Return the whole document."""
    paths: dict[str, dict[str, object]] = {}
    for one in endpoints:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Steadymesh",
            "version": version,
            "description": "The running steadymesh. Names and texts come from the air: data, never markup.",
        },
        "paths": paths,
        "components": {
            "schemas": {"Problem": PROBLEM},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "Made by `steadymesh web token new`."}
            },
        },
    }


def _operation(one: Endpoint) -> dict[str, object]:
    statuses = {*_ALWAYS, *one.refusals}
    if one.scope is not None:
        statuses.update(_GUARDED)
    if one.body is not None:
        statuses.update(_CHANGES)
    found: dict[str, object] = {
        "operationId": one.op.replace(".", "-"),
        "summary": one.about,
        "parameters": [_parameter(param) for param in (*one.params, LANG)],
        "responses": {
            str(one.status): {"description": "As asked.", "content": {one.media: {"schema": one.answer}}},
            **{str(status): _problem(status) for status in sorted(statuses)},
        },
        # An empty one: on loopback, as long as no token was made, whoever only looks needs none.
        "security": [] if one.scope is None else [{"token": []}] if one.is_change else [{"token": []}, {}],
    }
    if one.scope is not None:
        found["description"] = f"Needs a token with the scope {one.scope.value}, where tokens are needed."
    if one.body is not None:
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": one.body}}}
    return found


def _parameter(param: Param) -> dict[str, object]:
    return {"name": param.name, "in": "query", "description": param.about, "required": False, "schema": param.schema()}


def _problem(status: int) -> dict[str, object]:
    return {
        "description": TITLES[status],
        "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
