"""Hooks: when their function is called, what they may be called with, what is refused."""

from unittest.mock import Mock

import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.hook_context import build_hook_context
from dagbook.authoring.hooks import HookDefinition, HookExecutionResult, failure_hook, success_hook
from dagbook.errors import (
    DagsterInvalidDefinitionError,
    DagsterInvalidInvocationError,
    ParameterCheckError,
)
from dagbook.model.events import DagsterEvent, DagsterEventType

CALLS = []


@success_hook
def praise(context):
    CALLS.append(("praise", context))
    return "returned"


@failure_hook(name="sorrow", required_resource_keys={"chat"})
def regret(context):
    CALLS.append(("regret", context))


@pytest.fixture(autouse=True)
def _no_calls():
    CALLS.clear()


def ending(kind):
    return [DagsterEvent(DagsterEventType.STEP_START, "j", "s"), DagsterEvent(kind, "j", "s")]


CASES = {
    "success of a success hook": (praise, DagsterEventType.STEP_SUCCESS, True),
    "failure of a success hook": (praise, DagsterEventType.STEP_FAILURE, False),
    "retry of a success hook": (praise, DagsterEventType.STEP_UP_FOR_RETRY, False),
    "success of a failure hook": (regret, DagsterEventType.STEP_SUCCESS, False),
    "failure of a failure hook": (regret, DagsterEventType.STEP_FAILURE, True),
    "retry of a failure hook": (regret, DagsterEventType.STEP_UP_FOR_RETRY, False),
}


@pytest.mark.parametrize(("hook", "kind", "is_called"), CASES.values(), ids=list(CASES))
def test_a_hook_is_called_for_its_own_ending_alone(hook, kind, is_called):
    told = hook.hook_fn("context", ending(kind))
    assert told == HookExecutionResult(hook.name, is_skipped=not is_called)
    assert [context for _, context in CALLS] == ["context"] * is_called


def test_a_hook_has_the_functions_name_or_its_own():
    assert (praise.name, praise.required_resource_keys) == ("praise", frozenset())
    assert (regret.name, regret.required_resource_keys) == ("sorrow", {"chat"})


def test_a_hook_is_called_with_a_context_by_place_or_by_name():
    for called in (lambda: praise(build_hook_context()), lambda: praise(context=None)):
        assert called() == "returned"
    assert [context.hook_def for _, context in CALLS] == [praise, praise]


WRONG = {
    "nothing": (praise, "expects one parameter"),
    "two": (lambda: praise(None, None), "2 were provided"),
    "another name": (lambda: praise(other=None), "'context'"),
}


@pytest.mark.parametrize(("call", "words"), WRONG.values(), ids=list(WRONG))
def test_a_hook_takes_one_context(call, words):
    with pytest.raises(DagsterInvalidInvocationError, match=words):
        call()


@pytest.mark.parametrize("value", [3, Mock()])
def test_what_is_no_context_is_refused_by_its_class(value):
    with pytest.raises(ParameterCheckError, match=type(value).__name__):
        praise(value)


def test_a_resource_that_a_hook_uses_has_to_be_in_its_context():
    with pytest.raises(DagsterInvalidDefinitionError, match="chat"):
        regret(build_hook_context())
    regret(build_hook_context(resources={"chat": 1}))
    assert CALLS[0][1].resources.chat == 1


def test_a_hook_without_a_function_of_the_users_cannot_be_called():
    made = HookDefinition(name="made", hook_fn=lambda _context, _events: None)
    with pytest.raises(DagsterInvalidInvocationError, match="made"):
        made(None)


def test_a_hook_is_put_on_what_it_is_called_with():
    @asset
    def orders(): ...

    assert praise(orders).hook_defs == {praise}


@pytest.mark.parametrize("wrong", [lambda: None, lambda context, _b: context, lambda _other: None])
def test_a_hooks_function_takes_a_context_alone(wrong):
    with pytest.raises(DagsterInvalidDefinitionError, match="context"):
        success_hook(wrong)


def test_a_hook_is_made_of_a_function_and_has_a_name():
    with pytest.raises(ParameterCheckError, match="not callable"):
        success_hook(3)
    with pytest.raises(DagsterInvalidDefinitionError, match="a b"):
        success_hook(name="a b")(lambda context: context)
