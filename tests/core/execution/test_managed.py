"""Calling IO managers: errors are wrapped for the record and raised as they were."""

import pytest

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.building_contexts import build_output_context
from dagbook.authoring.io_manager import IOManager
from dagbook.errors import DagsterExecutionHandleOutputError, DagsterInvariantViolationError
from dagbook.execution.managed import handle
from dagbook.execution.materialize import materialize
from dagbook.model.metadata import MetadataValue
from dagbook.model.results import AssetMaterialization


class Store(IOManager):
    def __init__(self, told=None, raises=None):
        self.told, self.raises = told, raises

    def handle_output(self, context, obj):  # noqa: ARG002 - an IO manager's
        if self.raises is not None:
            raise self.raises
        return self.told

    def load_input(self, context):  # noqa: ARG002 - an IO manager's
        raise LookupError("gone")


@asset
def up():
    return 1


@asset
def down(up):
    return up


def failed(result):
    return [(step.step_key, step.error.error_class) for step in result.get_step_failure_events()]


def test_an_error_is_recorded_as_that_of_the_io_manager_and_raised_as_it_was():
    bound = {"io_manager": Store(raises=OSError("disk full"))}
    assert failed(materialize([up], resources=bound, raise_on_error=False)) == [
        ("up", "DagsterExecutionHandleOutputError")
    ]
    with pytest.raises(OSError, match="disk full"):
        materialize([up], resources=bound)


def test_an_error_of_a_load_is_recorded_with_the_input():
    result = materialize([up, down], resources={"io_manager": Store()}, raise_on_error=False)
    (event,) = result.get_step_failure_events()
    assert event.error.error_class == "DagsterExecutionLoadInputError"
    assert 'input "up" of step "down"' in event.error.message
    assert "gone" in event.error.message


def test_the_traceback_of_a_failed_store_starts_in_the_users_code():
    bound = {"io_manager": Store(raises=OSError("disk full"))}
    (event,) = materialize([up], resources=bound, raise_on_error=False).get_step_failure_events()
    assert event.error.traceback.splitlines()[1].strip().startswith(f'File "{__file__}"')


def test_an_error_of_dagsters_own_is_not_wrapped():
    said = DagsterInvariantViolationError("not like this")
    with pytest.raises(DagsterInvariantViolationError, match="not like this"):
        handle(Store(raises=said), build_output_context(name="n", step_key="s"), 1)


def test_what_is_told_is_in_the_context():
    context = build_output_context(name="n", step_key="s", asset_key="up")
    handle(Store(told={"rows": 3}), context, 1)
    assert context.get_logged_metadata() == {"rows": MetadataValue.int(3)}
    handle(Store(told=AssetMaterialization("other")), context, 1)
    (event,) = context.get_logged_events()
    assert event.metadata == {"rows": MetadataValue.int(3)}


@pytest.mark.parametrize("told", [5, "text", [1]])
def test_what_is_neither_metadata_nor_a_materialization_is_refused(told):
    context = build_output_context(name="n", step_key="s")
    with pytest.raises(DagsterInvariantViolationError, match=type(told).__name__):
        handle(Store(told=told), context, 1)


def test_the_output_and_the_step_are_named_when_a_store_fails():
    with pytest.raises(DagsterExecutionHandleOutputError, match='output "n" of step "s"'):
        handle(Store(raises=OSError()), build_output_context(name="n", step_key="s"), 1)
