"""The roles of a function's parameters."""

from dataclasses import dataclass
from functools import partial, wraps
from typing import Any

import pytest

from dagbook.authoring.configurable import ConfigurableResource
from dagbook.authoring.contexts import AssetExecutionContext
from dagbook.authoring.signature import read_signature
from dagbook.errors import DagsterInvalidDefinitionError


class Warehouse(ConfigurableResource):
    host: str = "localhost"


def plain(raw, other=1): ...
def with_context(context, raw): ...
def with_underscore(_, raw): ...
def annotated(ctx: AssetExecutionContext, raw): ...
def as_text(ctx: "AssetExecutionContext", house: "Warehouse", raw: "Unknown"): ...  # noqa: F821
def with_resource(raw, house: Warehouse): ...
def keyword_only(*, raw): ...
def anything(raw, **more): ...
def nothing() -> None: ...


def decorated(fn):
    @wraps(fn)
    def inner(*args, **kwargs):
        return fn(*args, **kwargs)

    return inner


@dataclass(frozen=True)
class Case:
    name: str
    fn: Any
    context: bool
    inputs: tuple[str, ...]
    resources: tuple[str, ...] = ()


CASES = [
    Case("plain", plain, context=False, inputs=("raw", "other")),
    Case("context by name", with_context, context=True, inputs=("raw",)),
    Case("context by underscore", with_underscore, context=True, inputs=("raw",)),
    Case("context by annotation", annotated, context=True, inputs=("raw",)),
    Case("text annotations", as_text, context=True, inputs=("raw",), resources=("house",)),
    Case("resource", with_resource, context=False, inputs=("raw",), resources=("house",)),
    Case("keyword only", keyword_only, context=False, inputs=("raw",)),
    Case("any keyword", anything, context=False, inputs=("raw",)),
    Case("wrapped", decorated(with_resource), context=False, inputs=("raw",), resources=("house",)),
    Case("partial", partial(plain, other=2), context=False, inputs=("raw", "other")),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_parameters_have_their_roles(case):
    signature = read_signature(case.fn)
    assert signature.context is case.context
    assert signature.inputs == case.inputs
    assert signature.resources == case.resources


def test_a_function_that_returns_none_says_so():
    assert read_signature(nothing).returns_nothing
    assert not read_signature(plain).returns_nothing


def test_a_vararg_is_refused_by_name():
    def broken(*rest): ...

    with pytest.raises(DagsterInvalidDefinitionError, match=r"broken.*\*rest"):
        read_signature(broken)


def test_a_context_that_is_not_first_is_refused():
    def broken(raw, context): ...

    with pytest.raises(DagsterInvalidDefinitionError, match="first parameter"):
        read_signature(broken)


def test_a_closed_over_class_is_found_under_postponed_annotations():
    class Local(ConfigurableResource):
        pass

    def uses(house: "Local"):
        return Local

    assert read_signature(uses).resources == ("house",)
