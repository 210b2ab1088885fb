"""Events rebuilt from records: in which order, of which kinds, what each says."""

import pytest

from dagbook.model import event_kinds
from dagbook.model.asset_key import AssetKey
from dagbook.model.event_views import step_events
from dagbook.model.records import Materialization, StepError, StepEvent, StepRecord

KEY = AssetKey("orders")


def record(*events, **more):
    facts = {"events": tuple(StepEvent(*each) for each in events), "planned": (KEY,), **more}
    return StepRecord("r", facts.pop("step_key", "orders"), None, 100.0, 2.0, **facts)


def told(one, **more):
    return [(event.event_type.name, event.message) for event in step_events(one, "job", **more)]


def names(one, **more):
    return [name for name, _ in told(one, **more)]


def test_what_a_record_does_not_say_ends_well():
    assert told(record()) == [
        ("STEP_START", 'Started execution of step "orders".'),
        ("STEP_SUCCESS", 'Finished execution of step "orders" in 2.00s.'),
    ]


def test_a_record_with_an_error_ends_badly_or_is_tried_again():
    assert names(record(error=StepError("ValueError", "spoilt", "ValueError: spoilt"))) == [
        "STEP_START",
        "STEP_FAILURE",
    ]
    again = record(error=StepError("ValueError", "spoilt", "ValueError: spoilt"), retry_in=1.5)
    assert told(again)[-1] == (
        "STEP_UP_FOR_RETRY",
        'Execution of step "orders" failed and has requested a retry in 1.5 seconds.',
    )


def test_a_later_attempt_begins_again():
    assert told(record(attempt=3))[0] == (
        "STEP_RESTARTED",
        'Started re-execution (attempt # 3) of step "orders".',
    )


def test_a_step_that_was_left_out_says_that_alone():
    assert told(record(skipped=True)) == [("STEP_SKIPPED", 'Skipped execution of step "orders".')]


def test_the_end_is_told_once_where_hooks_follow_it():
    one = record((event_kinds.STEP_SUCCESS,), (event_kinds.HOOK_COMPLETED, "praise"))
    assert told(one)[1:] == [
        ("STEP_SUCCESS", 'Finished execution of step "orders" in 2.00s.'),
        ("HOOK_COMPLETED", 'Finished the execution of hook "praise" triggered for "orders".'),
    ]


WORDS = {
    "an output": ((event_kinds.STEP_OUTPUT, "result", None, "Int"), 'of type "Int". (Type check'),
    "of any type": ((event_kinds.STEP_OUTPUT, "result"), 'Yielded output "result" of type "Any".'),
    "of a key": (
        (event_kinds.STEP_OUTPUT, "result", {"mapping_key": "a"}),
        'Yielded output "result" mapping key "a" of type',
    ),
    "of the wrong type": (
        (event_kinds.STEP_OUTPUT, "result", {"success": False, "description": "no"}, "Int"),
        "Warning! Type check failed.",
    ),
    "stored": ((event_kinds.HANDLED_OUTPUT, "result"), 'using IO manager "io_manager"'),
    "stored elsewhere": ((event_kinds.HANDLED_OUTPUT, "r", None, "db"), 'using IO manager "db"'),
    "loaded": (
        (event_kinds.LOADED_INPUT, "raw", None, "db result raw"),
        'Loaded input "raw" using input manager "db", from output "result" of step "raw"',
    ),
    "hook with nothing to do": ((event_kinds.HOOK_SKIPPED, "regret"), 'of hook "regret". It did'),
    "hook that raised": (
        (event_kinds.HOOK_ERRORED, "regret", {"error": "KeyError: 1"}),
        'Error occurred during the execution of hook "regret"',
    ),
}


@pytest.mark.parametrize(("event", "words"), WORDS.values(), ids=list(WORDS))
def test_an_event_says_in_words(event, words):
    assert words in told(record(event))[1][1]


def made(partition):
    return Materialization(KEY, partition, "v")


def test_one_output_of_a_range_materializes_each_partition():
    several = record(
        (event_kinds.ASSET_MATERIALIZATION, "result"),
        materializations=(made("a"), made("b")),
        range_keys=("a", "b"),
    )
    found = [event for event in step_events(several, "job") if event.is_step_materialization]
    assert [event.partition for event in found] == ["a", "b"]


def test_what_failed_user_code_logged_is_in_the_log_and_in_no_result():
    logged = record(
        (event_kinds.ASSET_MATERIALIZATION, None, None, event_kinds.LOGGED),
        (event_kinds.ASSET_MATERIALIZATION, "result"),
        materializations=(made("logged"), made("own")),
        error=StepError("ValueError", "spoilt", "ValueError: spoilt"),
    )

    def partitions(**more):
        events = step_events(logged, "job", **more)
        return [event.partition for event in events if event.is_step_materialization]

    assert partitions() == ["logged", "own"]
    assert partitions(in_result=True) == ["own"]
