"""Dynamic partitions and partitions of two dimensions, run by real Dagster and by dagbook."""

from dataclasses import dataclass

import dagster
import pytest
from tests.parity.partition_cases import (
    BERLIN,
    FALL,
    NEW_YORK,
    Definition,
    at,
    cron,
    daily,
    dynamic,
    hourly,
    instance_of,
    monthly,
    multi,
    outcome,
    static,
    weekly,
)

import dagbook
from dagbook import errors

pytestmark = [
    pytest.mark.parity,
    pytest.mark.filterwarnings("ignore::dagster.BetaWarning"),
    pytest.mark.filterwarnings("ignore::dagster.PreviewWarning"),
]


@dataclass(frozen=True)
class Case:
    """A definition of two dimensions, looked at from a moment."""

    name: str
    definition: Definition
    now: str = "2024-01-10T12:30:00+00:00"


LETTERS = static("b", "a", "c")
CASES = [
    Case("days and letters", multi(date=daily(), letter=LETTERS)),
    Case("letters and days", multi(abc=LETTERS, date=daily())),
    Case("letters and letters", multi(x=static("a", "b"), y=static("x", "y"))),
    Case("equal dimensions", multi(x=LETTERS, y=LETTERS)),
    Case("names that sort by case", multi(b=static("1", "2"), B=LETTERS)),
    Case("an empty dimension", multi(x=static(), y=LETTERS)),
    Case("one key each", multi(x=static("a"), y=static("b"))),
    Case("odd characters", multi(x=static("a b", "", "ü/ß"), y=static("'", '"', "\\"))),
    Case("two by time", multi(day=daily(), hour=hourly("2024-01-10-02:00"))),
    Case("days of New York", multi(date=daily(timezone=NEW_YORK), letter=LETTERS)),
    Case("a naive now", multi(date=daily(timezone=NEW_YORK), letter=LETTERS), "2024-01-03T23:00"),
    Case(
        "hours of a fall day",
        multi(hour=hourly("2024-11-02-22:00", timezone=NEW_YORK), letter=LETTERS),
        FALL,
    ),
    Case("hours that stop", multi(hour=hourly(end_date="2024-01-01-05:00"), letter=LETTERS)),
    Case("days not begun", multi(date=daily("2025-01-01"), letter=LETTERS)),
    Case("an end offset", multi(date=daily(end_offset=1), letter=LETTERS)),
    Case("days that end", multi(date=daily(end_date="2024-01-04"), letter=LETTERS)),
    Case("without weekends", multi(date=daily(exclusions=["0 0 * * 0,6"]), letter=LETTERS)),
    Case("weeks", multi(week=weekly("2023-12-01", timezone=BERLIN), letter=LETTERS)),
    Case("months", multi(a=LETTERS, month=monthly("2023-06-01"))),
    Case("a cron", multi(a=LETTERS, six=cron("0 */6 * * *", "2024-01-09-00:00"))),
    Case("dynamic and letters", multi(fruit=dynamic("fruits"), letter=LETTERS)),
    Case("letters and dynamic", multi(a=LETTERS, fruit=dynamic("fruits"))),
    Case("dynamic and days", multi(date=daily(), fruit=dynamic("fruits"))),
    Case("dynamic, none added", multi(fruit=dynamic("none"), letter=LETTERS)),
    Case("two dynamic", multi(x=dynamic("fruits"), y=dynamic("birds"))),
    Case("dynamic alone", dynamic("fruits")),
    Case("dynamic alone, none added", dynamic("none")),
]
STRAYS = ("2024-01-02|a", "a|2024-01-02", "a|b", "b|a", "a", "", "|", "a|b|c", "fig|wren", "fig")


def seen(library, case):
    """Return all that a definition says at a moment, as plain values."""
    definition = case.definition.made_by(library)
    with (
        instance_of(library) as instance,
        library.partition_loading_context(at(case.now), instance) as context,
    ):
        keys = list(definition.get_partition_keys())
        facts = {
            "keys": keys,
            "types": {type(key).__name__ for key in keys},
            "by argument": list(definition.get_partition_keys(at(case.now), instance)),
            "ends": (definition.get_first_partition_key(), definition.get_last_partition_key()),
            "has": [key for key in [*keys, *STRAYS] if definition.has_partition_key(key)],
            "str": str(definition),
            "tags": [definition.get_tags_for_partition_key(key) for key in keys[:3]],
            "count": definition.get_num_partitions(),
            "pages": pages(definition, context, len(keys)),
        }
        if case.definition.kind != "Multi":
            return facts | {"repr": repr(definition)}
        return facts | {
            "parts": [key.keys_by_dimension for key in keys],
            "names": definition.partition_dimension_names,
            "repr": repr(definition).removesuffix(")").split(", exclusions=")[0],
            "dimensions": (definition.primary_dimension.name, definition.secondary_dimension.name),
            "by time": definition.has_time_window_dimension,
            "with": [
                definition.get_multipartition_keys_with_dimension_value(name, "a")
                for name in definition.partition_dimension_names
            ],
            "ranges": ranges(library, definition, keys),
        }


def pages(definition, context, count):
    """Return all keys by pages that do not divide them, forwards and backwards."""
    found = []
    for ascending in (True, False):
        cursor, rest = None, count
        while rest > 0:
            page = definition.get_paginated_partition_keys(context, 4, ascending, cursor)
            found.append(list(page.results))
            cursor, rest = page.cursor, rest - len(page.results)
    return found


def ranges(library, definition, keys):
    """Return the keys of ranges from some to some."""
    some = [*keys[:2], *keys[-2:]]
    return [
        outcome(
            lambda _, start=start, end=end: definition.get_partition_keys_in_range(
                library.PartitionKeyRange(start, end)
            ),
            library,
        )
        for start in some
        for end in some
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_definition_says_what_dagster_says(case):
    assert seen(dagbook, case) == seen(dagster, case)


# Dagster lists without the keys that have a bar in them, but counts and pages with them.
BARRED = [
    Case("a bar in the format", multi(a=LETTERS, day=daily("2024|01|01", fmt="%Y|%m|%d"))),
    Case("a bar in a dynamic key", multi(bird=dynamic("barred"), letter=LETTERS)),
    Case("a bar in either dynamic key", multi(x=dynamic("barred"), y=dynamic("barred"))),
]


@pytest.mark.parametrize("case", BARRED, ids=lambda case: case.name)
def test_keys_with_a_bar_are_left_out_as_dagster_lists_them(case):
    def keys(library):
        with instance_of(library) as kept, library.partition_loading_context(at(case.now), kept):
            definition = case.definition.made_by(library)
            found = list(definition.get_partition_keys())
            return found, [definition.has_partition_key(key) for key in found]

    assert keys(dagbook) == keys(dagster)


def of_letters(method, *arguments):
    """Return a call of a method of days by letters."""
    definition = multi(date=daily(end_date="2024-01-05"), letter=LETTERS)
    return lambda lib: getattr(definition.made_by(lib), method)(*arguments)


def with_instance(call):
    """Return *call*, given a new instance instead of a library."""

    def called(library):
        with library.DagsterInstance.ephemeral() as instance:
            return call(instance)

    return called


def added(*batches, deleted=()):
    """Return what an instance keeps after adding in batches and deleting."""

    def work(instance):
        for batch in batches:
            instance.add_dynamic_partitions("fruits", batch)
        for key in deleted:
            instance.delete_dynamic_partition("fruits", key)
        has = [instance.has_dynamic_partition("fruits", key) for key in ("fig", "pear", "")]
        return instance.get_dynamic_partitions("fruits"), has

    return with_instance(work)


def requested(method, *keys):
    return lambda lib: tuple(getattr(dynamic("fruits").made_by(lib), method)(list(keys)))


def key_of(**parts):
    return lambda lib: lib.MultiPartitionKey(parts)


CALLS = {
    "one dimension": lambda lib: multi(x=LETTERS).made_by(lib),
    "three dimensions": lambda lib: multi(x=LETTERS, y=LETTERS, z=LETTERS).made_by(lib),
    "a dimension of two": lambda lib: multi(x=LETTERS, y=multi(a=LETTERS, b=LETTERS)).made_by(lib),
    "a bar in a static key": lambda lib: multi(x=LETTERS, y=static("a|b")).made_by(lib),
    "a comma in a static key": lambda lib: multi(x=LETTERS, y=static("a,b")).made_by(lib),
    "a bracket in a static key": lambda lib: multi(x=LETTERS, y=static("[a")).made_by(lib),
    "a dynamic dimension without name": lambda lib: lib.MultiPartitionsDefinition(
        {"x": LETTERS.made_by(lib), "y": lib.DynamicPartitionsDefinition(lambda _: ["a"])}
    ),
    "equal": lambda lib: (
        multi(x=LETTERS, y=daily()).made_by(lib) == multi(y=daily(), x=LETTERS).made_by(lib)
    ),
    "equal but for a name": lambda lib: (
        multi(x=LETTERS, y=daily()).made_by(lib) == multi(x=LETTERS, z=daily()).made_by(lib)
    ),
    "hash": lambda lib: len({multi(x=LETTERS, y=daily()).made_by(lib) for _ in range(3)}),
    "the window of a key": lambda lib: tuple(
        moment.isoformat()
        for moment in of_letters("time_window_for_partition_key", "2024-01-03|a")(lib)
    ),
    "the parts of a text": lambda lib: (
        of_letters("get_partition_key_from_str", "x|y")(lib).keys_by_dimension
    ),
    "keys with several values": of_letters(
        "get_multipartition_keys_with_dimension_values", "letter", ["c", "z"]
    ),
    "a partition of a dimension": of_letters("get_partitions_def_for_dimension", "letter"),
    "a key": key_of(b="1", a="2"),
    "the parts of a key": lambda lib: key_of(b="1", a="2")(lib).keys_by_dimension,
    "the dimensions of a key": lambda lib: [
        tuple(each) for each in key_of(b="1", a="2")(lib).dimension_keys
    ],
    "a key with a bar": lambda lib: key_of(a="1|2", b="")(lib).keys_by_dimension,
    "a key of one": key_of(a="1"),
    "the repr of a key": lambda lib: repr(key_of(a="1", b="2")(lib)),
    "a key is its text": lambda lib: key_of(a="1", b="2")(lib) == "1|2",
    "keys of other names are equal": lambda lib: (
        key_of(a="1", b="2")(lib) == key_of(x="1", y="2")(lib)
    ),
    "no source of dynamic keys": lambda lib: lib.DynamicPartitionsDefinition(),
    "two sources of dynamic keys": lambda lib: lib.DynamicPartitionsDefinition(list, "fruits"),
    "a function": lambda lib: list(
        lib.DynamicPartitionsDefinition(lambda now: ["a", str(now)]).get_partition_keys()
    ),
    "a function that is told the time": lambda lib: list(
        lib.DynamicPartitionsDefinition(lambda now: [str(now)]).get_partition_keys(at("2024-01-01"))
    ),
    "a function's str": lambda lib: str(lib.DynamicPartitionsDefinition(lambda _: ["a", "b"])),
    "an empty name": lambda lib: repr(lib.DynamicPartitionsDefinition(name="")),
    "equal by name": lambda lib: dynamic("a").made_by(lib) == dynamic("a").made_by(lib),
    "added": added(["pear", "apple"], ["fig", "pear"]),
    "added as a tuple": added(("pear", "fig")),
    "none added": added([]),
    "deleted": added(["pear", "fig"], deleted=["pear", "kiwi"]),
    "added with a bar": added(["a|b"]),
    "names are apart": with_instance(
        lambda instance: (
            instance.add_dynamic_partitions("a", ["x"]),
            instance.get_dynamic_partitions("b"),
        )
    ),
    "a request to add": requested("build_add_request", "a", "b"),
    "a request to delete": requested("build_delete_request", "a"),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_call_gives_the_result_or_the_error_class_that_dagster_gives(name):
    ours, theirs = outcome(CALLS[name], dagbook), outcome(CALLS[name], dagster)
    if isinstance(theirs, dagster.PartitionsDefinition):
        ours, theirs = repr(ours), repr(theirs)
    assert ours == theirs


TWO_BY_TIME = multi(x=daily(), y=hourly())
LOOSER_IN_DAGSTER = {
    "two by time": lambda lib: TWO_BY_TIME.made_by(lib).time_window_dimension,
    "none by time": lambda lib: multi(x=LETTERS, y=LETTERS).made_by(lib).time_window_dimension,
    "an unknown dimension": of_letters("get_partitions_def_for_dimension", "day"),
    "keys with a value in none": of_letters(
        "get_multipartition_keys_with_dimension_value", "day", "a"
    ),
    "a text of one part": of_letters("get_partition_key_from_str", "a"),
    "a text of three parts": of_letters("get_partition_key_from_str", "a|b|c"),
    "a dimension that is a list": lambda lib: lib.MultiPartitionsDefinition(
        {"x": ["a"], "y": ["b"]}
    ),
    "a part that is a number": lambda lib: lib.MultiPartitionKey({"a": 1}),
    "a name that is a number": lambda lib: lib.DynamicPartitionsDefinition(name=1),
    "a function that is a text": lambda lib: lib.DynamicPartitionsDefinition("fruits"),
    "no store": lambda lib: dynamic("fruits").made_by(lib).get_partition_keys(),
    "no store to ask for a key": lambda lib: dynamic("fruits").made_by(lib).has_partition_key("a"),
    "a request without name": lambda lib: lib.DynamicPartitionsDefinition(list).build_add_request(
        ["a"]
    ),
}


@pytest.mark.parametrize("name", LOOSER_IN_DAGSTER)
def test_where_dagster_lets_an_inner_error_through_dagbook_raises_one_of_the_tree(name):
    assert outcome(LOOSER_IN_DAGSTER[name], dagster) in {"CheckError", "ParameterCheckError"}
    with pytest.raises(errors.DagsterError):
        LOOSER_IN_DAGSTER[name](dagbook)


def test_what_dagster_would_add_and_could_not_show_is_refused():
    for keys in (["a...b"], ["a\tb"], [1]):
        added(keys)(dagster)
        with pytest.raises(errors.DagsterInvalidDefinitionError):
            added(keys)(dagbook)


def ran(library):
    """Run assets of two dimensions, and of one that reads them; return what they saw."""
    both = multi(date=ENDED, region=static("us", "eu")).made_by(library)

    @library.asset(partitions_def=both)
    def sales(context):
        key = context.partition_key
        window = [moment.isoformat() for moment in context.partition_time_window]
        return (str(key), type(key).__name__, dict(key.keys_by_dimension), window)

    @library.asset(partitions_def=static("us", "eu").made_by(library))
    def total(sales):
        return sorted(sales.items())

    @library.asset(partitions_def=dynamic("fruits").made_by(library))
    def juice(context):
        return context.partition_key

    found = []
    with instance_of(library) as instance:
        for key in (
            "2024-01-01|us",
            library.MultiPartitionKey({"date": "2024-01-02", "region": "us"}),
        ):
            library.materialize([sales], partition_key=key, instance=instance)
        some = {"partition_key": "2024-01-03|us", "instance": instance}
        found.append(library.materialize([sales], **some).output_for_node("sales"))
        of_us = {"partition_key": "us", "instance": instance, "selection": [total]}
        found.append(library.materialize([total, sales], **of_us).output_for_node("total"))
        found.append(sorted(instance.get_materialized_partitions(library.AssetKey("sales"))))
        for key in ("pear", "kiwi"):
            some["partition_key"] = key
            found.append(outcome(lambda lib: lib.materialize([juice], **some).success, library))
        some["partition_key"] = "us"
        found.append(outcome(lambda lib: lib.materialize([sales], **some).success, library))
    return found


ENDED = daily(end_date="2024-01-04")


def test_assets_of_two_dimensions_and_of_dynamic_partitions_run_as_in_dagster():
    assert ran(dagbook) == ran(dagster)
