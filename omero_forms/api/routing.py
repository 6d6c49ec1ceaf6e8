# SPDX-License-Identifier: AGPL-3.0-or-later
"""Routes with one model for each shape of an answer. Ninja makes one for each status of each route, a thousand in all,
most of them of the one shape of errors, and asks each for its JSON schema: both took most of the time in which the API
is loaded, and its document made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Final

import ninja

JsonSchema = dict[str, Any]


class _Answer(ninja.Schema):
    """What ninja writes an answer by; its one field is the answer."""

    @classmethod
    def model_json_schema(cls, *args: Any, **named: Any) -> JsonSchema:
        """As pydantic makes it, once for each way of asking."""
        return _json_schema(cls, *args, **named)


@cache
def _json_schema(answer: type[_Answer], *args: Any, **named: Any) -> JsonSchema:
    return super(_Answer, answer).model_json_schema(*args, **named)


@cache
def _answer_of(shape: Any) -> type[_Answer]:
    return type("NinjaResponseSchema", (_Answer,), {"__annotations__": {"response": shape}, "__module__": __name__})


_NOT_GIVEN: Final = object()


class Router(ninja.Router):
    """Ninja's, but for who makes the models of answers."""

    def add_api_operation(
        self, path: str, methods: list[str], view_func: Callable[..., Any], *, response: Any = _NOT_GIVEN, **how: Any
    ) -> None:
        """One route; *response* may map a status, or several, to the shape of its answer."""
        if not isinstance(response, dict):
            given = {} if response is _NOT_GIVEN else {"response": response}
            super().add_api_operation(path, methods, view_func, **given, **how)
            return
        super().add_api_operation(path, methods, view_func, response=dict.fromkeys(response), **how)
        models = self.path_operations[path].operations[-1].response_models
        for statuses, shape in response.items():
            for status in statuses if isinstance(statuses, Iterable) else [statuses]:
                models[status] = None if shape is None else _answer_of(shape)
