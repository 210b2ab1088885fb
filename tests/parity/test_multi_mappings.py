"""Mappings between dimensions and users' mappings, run by real Dagster and by dagbook.

Both are asked by Dagster's own methods, so that these and `PartitionsSubset` are compared as well.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import dagster
import pytest
from dagster._core.definitions.partitions.mapping import UpstreamPartitionsResult
from dagster._core.definitions.partitions.utils import infer_partition_mapping
from tests.parity.partition_cases import (
    FROM_ALL,
    NEW_YORK,
    Definition,
    at,
    daily,
    dynamic,
    hourly,
    instance_of,
    multi,
    outcome,
    static,
    weekly,
)

import dagbook
from dagbook import errors, partitions

pytestmark = [
    pytest.mark.parity,
    pytest.mark.filterwarnings("ignore::dagster.BetaWarning"),
    pytest.mark.filterwarnings("ignore::dagster.PreviewWarning"),
]


@dataclass(frozen=True)
class Mapped:
    """Two definitions, a mapping between them, and downstream keys to map."""

    name: str
    downstream: Definition
    upstream: Definition
    keys: tuple[str, ...]
    mapping: Callable[[object], object] | None = None
    now: str = "2024-01-10T12:30:00+00:00"


def plain(kind, *arguments, **facts):
    return lambda lib: getattr(lib, f"{kind}PartitionMapping")(*arguments, **facts)


def by_dimension(**mappings):
    """Return a maker of a MultiPartitionMapping: upstream name to (downstream name, maker)."""
    return lambda lib: lib.MultiPartitionMapping(
        {
            name: lib.DimensionPartitionMapping(other, made(lib))
            for name, (other, made) in mappings.items()
        }
    )


SAME = plain("Identity")
ABC, ABCD = static("a", "b", "c"), static("a", "b", "c", "d")
DIGITS = static("1", "2", "3")
ENDED = daily(end_date="2024-01-05")
DAY_ABC = multi(day=ENDED, letter=ABC)
ABC_DAY = multi(abc=ABC, day=ENDED)
DIGIT_DAY = multi(a=DIGITS, day=ENDED)
HOUR_ABC = multi(hour=hourly(end_date="2024-01-04-00:00"), letter=ABC)
DAYS_2 = ("2024-01-01|a", "2024-01-03|c")
CASES = [
    Mapped("single from two, equal dimension", ABC, DAY_ABC, ("a", "c")),
    Mapped("single from two, equal days", ENDED, DAY_ABC, ("2024-01-02", "2024-01-04")),
    Mapped("two from single", DAY_ABC, ABC, DAYS_2),
    Mapped("two from days", DAY_ABC, ENDED, DAYS_2),
    Mapped("days from hours and letters", ENDED, HOUR_ABC, ("2024-01-02",)),
    Mapped("hours from days and letters", hourly(), DAY_ABC, ("2024-01-02-05:00",)),
    Mapped("hours and letters from days", HOUR_ABC, ENDED, ("2024-01-02-05:00|b",)),
    Mapped(
        "weeks from days and letters",
        weekly("2023-12-31"),
        multi(day=daily(), x=ABC),
        ("2023-12-31",),
    ),
    Mapped("days and letters from later days", DAY_ABC, daily("2024-01-03"), DAYS_2),
    Mapped(
        "days from later days and letters", ENDED, multi(d=daily("2024-01-03"), l=ABC), DAYS_2[:0]
    ),
    Mapped(
        "later days and letters",
        ENDED,
        multi(d=daily("2024-01-03", end_date="2024-01-05"), x=ABC),
        ("2024-01-02", "2024-01-03"),
    ),
    Mapped("named dimension", ABC, DAY_ABC, ("b",), plain("MultiToSingleDimension", "letter")),
    Mapped("another is named", ABC, DAY_ABC, ("b",), plain("MultiToSingleDimension", "day")),
    Mapped("named, the other way", DAY_ABC, ABC, DAYS_2, plain("MultiToSingleDimension", "letter")),
    Mapped(
        "single from two, dynamic", dynamic("fruits"), multi(f=dynamic("fruits"), x=ABC), ("fig",)
    ),
    Mapped(
        "two from single, dynamic", multi(f=dynamic("fruits"), x=ABC), dynamic("fruits"), ("fig|a",)
    ),
    Mapped("inferred for the same two", DAY_ABC, DAY_ABC, DAYS_2),
    Mapped(
        "inferred for two of other names", ABC_DAY, multi(letter=ABC, when=ENDED), ("a|2024-01-02",)
    ),
    Mapped(
        "inferred for two, some keys less", DAY_ABC, multi(day=ENDED, letter=static("a")), DAYS_2
    ),
    Mapped(
        "inferred for two and other letters", static("z", "a|1"), multi(a=ABC, b=DIGITS), ("a|1",)
    ),
    Mapped("inferred for two equal dimensions", ABC, multi(x=ABC, y=ABC), ("a",)),
    Mapped(
        "both dimensions the same",
        DAY_ABC,
        DAY_ABC,
        DAYS_2,
        by_dimension(day=("day", SAME), letter=("letter", SAME)),
    ),
    Mapped(
        "days the same",
        DIGIT_DAY,
        DAY_ABC,
        ("1|2024-01-02", "3|2024-01-04"),
        by_dimension(day=("day", SAME)),
    ),
    Mapped("nothing the same", DIGIT_DAY, DAY_ABC, ("1|2024-01-02",), by_dimension()),
    Mapped(
        "dimensions swapped",
        multi(x=ABC, y=ABCD),
        multi(x=ABCD, y=ABC),
        ("a|d", "b|c"),
        by_dimension(x=("y", SAME), y=("x", SAME)),
    ),
    Mapped(
        "letters to digits",
        DIGIT_DAY,
        DAY_ABC,
        ("1|2024-01-02", "2|2024-01-03"),
        by_dimension(letter=("a", plain("Static", {"a": "1", "b": ["1", "2"]})), day=("day", SAME)),
    ),
    Mapped(
        "the day before",
        DAY_ABC,
        DAY_ABC,
        (*DAYS_2, "2024-01-02|b"),
        by_dimension(day=("day", plain("TimeWindow", -1, -1)), letter=("letter", SAME)),
    ),
    Mapped(
        "this and the day before",
        DAY_ABC,
        DAY_ABC,
        DAYS_2,
        by_dimension(day=("day", plain("TimeWindow", -1, 0)), letter=("letter", SAME)),
    ),
    Mapped(
        "the first day needs itself",
        DAY_ABC,
        DAY_ABC,
        ("2024-01-01|a",),
        by_dimension(day=("day", plain("TimeWindow", -1, 0)), letter=("letter", plain("Last"))),
    ),
    Mapped(
        "hours of a day",
        DAY_ABC,
        HOUR_ABC,
        DAYS_2,
        by_dimension(hour=("day", plain("TimeWindow")), letter=("letter", SAME)),
    ),
    Mapped(
        "the day of an hour",
        HOUR_ABC,
        DAY_ABC,
        ("2024-01-02-23:00|a", "2024-01-01-00:00|b"),
        by_dimension(day=("hour", plain("TimeWindow")), letter=("letter", SAME)),
    ),
    Mapped(
        "hours in New York",
        multi(d=daily(timezone=NEW_YORK), x=ABC),
        multi(h=hourly(timezone=NEW_YORK), x=ABC),
        ("2024-03-10|a",),
        by_dimension(h=("d", plain("TimeWindow")), x=("x", SAME)),
        "2024-03-12T12:00:00+00:00",
    ),
    Mapped(
        "the last day",
        DAY_ABC,
        DAY_ABC,
        DAYS_2,
        by_dimension(day=("day", plain("Last")), letter=("letter", SAME)),
    ),
    Mapped(
        "all days",
        DAY_ABC,
        DAY_ABC,
        DAYS_2,
        by_dimension(day=("day", plain("All")), letter=("letter", SAME)),
    ),
    Mapped(
        "some letters",
        DAY_ABC,
        DAY_ABC,
        DAYS_2,
        by_dimension(letter=("letter", plain("SpecificPartitions", ["b", "c"])), day=("day", SAME)),
    ),
    Mapped(
        "fewer letters upstream",
        multi(day=ENDED, x=ABCD),
        DAY_ABC,
        ("2024-01-01|a", "2024-01-01|d"),
        by_dimension(letter=("x", SAME), day=("day", SAME)),
    ),
    Mapped(
        "later days upstream",
        DAY_ABC,
        multi(day=daily("2024-01-03", end_date="2024-01-05"), x=ABC),
        DAYS_2,
        by_dimension(x=("letter", SAME), day=("day", plain("TimeWindow"))),
    ),
    Mapped(
        "nonexistent days allowed",
        DAY_ABC,
        multi(day=daily("2024-01-03"), x=ABC),
        DAYS_2,
        by_dimension(
            x=("letter", SAME),
            day=("day", plain("TimeWindow", allow_nonexistent_upstream_partitions=True)),
        ),
    ),
    Mapped(
        "dynamic dimensions",
        multi(a=dynamic("birds"), f=dynamic("fruits")),
        multi(f=dynamic("fruits"), x=ABC),
        ("owl|fig", "wren|pear"),
        by_dimension(f=("f", SAME)),
    ),
    Mapped("all of two", ABC, DAY_ABC, ("a",), plain("All")),
    Mapped("last of two", ABC, DAY_ABC, ("a",), plain("Last")),
    Mapped(
        "some of two",
        ABC,
        DAY_ABC,
        ("a",),
        plain("SpecificPartitions", ["2024-01-01|b", "2024-01-03|a"]),
    ),
    Mapped("last of dynamic", ABC, dynamic("fruits"), ("a",), plain("Last")),
    Mapped("all of dynamic", dynamic("fruits"), dynamic("birds"), ("fig",), plain("All")),
    Mapped("the same dynamic", dynamic("fruits"), dynamic("fruits"), ("fig", "pear")),
    Mapped(
        "the same of two dynamic", dynamic("fruits"), static("fig", "kiwi"), ("fig", "pear"), SAME
    ),
]


def inferred(library, mapping, down, up):
    if library is dagster:
        return infer_partition_mapping(mapping, down, up)
    return partitions.infer_partition_mapping(mapping, down, up)


def mapped(library, case, keys):
    """Return upstream keys, missing keys, downstream keys and the mapping."""
    up, down = case.upstream.made_by(library), case.downstream.made_by(library)
    mapping = inferred(library, case.mapping and case.mapping(library), down, up)
    with (
        instance_of(library) as instance,
        library.partition_loading_context(at(case.now), instance),
    ):
        result = mapping.get_upstream_mapped_partitions_result_for_partitions(
            down.subset_with_partition_keys(keys), down, up
        )
        found = sorted(result.partitions_subset.get_partition_keys())
        back = mapping.get_downstream_partitions_for_partitions(
            up.subset_with_partition_keys(found), up, down
        )
        return (
            found,
            sorted(result.required_but_nonexistent_partition_keys),
            sorted(back.get_partition_keys()),
            (type(mapping).__name__, mapping.description),
        )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_mapping_finds_what_dagster_finds(case):
    for keys in (*((key,) for key in case.keys), case.keys):
        assert mapped(dagbook, case, keys) == mapped(dagster, case, keys)


def result_of(library, *arguments):
    made = UpstreamPartitionsResult if library is dagster else partitions.UpstreamPartitionsResult
    names = ("partitions_subset", "required_but_nonexistent_subset")
    return made(**dict(zip(names, arguments, strict=True)))


def next_letter(library):
    """Return a user's mapping: each letter needs the one after it."""

    class NextLetter(library.PartitionMapping):
        description = "The letter after it."

        def validate_partition_mapping(self, upstream_partitions_def, downstream_partitions_def):
            pass

        def get_upstream_mapped_partitions_result_for_partitions(
            self, downstream_subset, _downstream_def, upstream_def, *_, **__
        ):
            keys = {chr(ord(key) + 1) for key in downstream_subset.get_partition_keys()}
            there = {key for key in keys if upstream_def.has_partition_key(key)}
            return result_of(
                library,
                upstream_def.subset_with_partition_keys(there),
                upstream_def.empty_subset().with_partition_keys(keys - there),
            )

        def get_downstream_partitions_for_partitions(
            self, upstream_subset, _upstream_def, downstream_def, *_, **__
        ):
            keys = {chr(ord(key) - 1) for key in upstream_subset.get_partition_keys()}
            there = [key for key in keys if downstream_def.has_partition_key(key)]
            return downstream_def.subset_with_partition_keys(there)

    return NextLetter()


USERS = [
    Mapped("a user's mapping", ABC, ABC, ("a", "b", "c"), next_letter),
    Mapped("a user's mapping of other letters", ABC, ABCD, ("a", "c"), next_letter),
    Mapped(
        "a user's mapping of a dimension",
        DAY_ABC,
        DAY_ABC,
        DAYS_2,
        by_dimension(day=("day", SAME), letter=("letter", next_letter)),
    ),
]


@pytest.mark.parametrize("case", USERS, ids=lambda case: case.name)
def test_a_users_mapping_finds_what_it_finds_in_dagster(case):
    test_a_mapping_finds_what_dagster_finds(case)


def keys_after(definition, work, now="2024-01-10T12:30:00+00:00"):
    """Return a call that makes subsets of a definition and tells what is in the last."""

    def call(library):
        with (
            instance_of(library) as instance,
            library.partition_loading_context(at(now), instance),
        ):
            made = definition.made_by(library)
            subset = work(made, made.subset_with_partition_keys)
            again = made.deserialize_subset(subset.serialize())
            return (
                sorted(subset.get_partition_keys()),
                len(subset),
                subset.is_empty,
                subset.serialize(),
                sorted(again.get_partition_keys()),
                sorted(subset.get_partition_keys_not_in_subset(made)),
                sorted(tuple(each) for each in subset.get_partition_key_ranges(made)),
                [key for key in made.get_partition_keys() if key in subset],
            )

    return call


KINDS = {
    "static": (ABCD, ("a", "b", "d")),
    "days": (ENDED, ("2024-01-01", "2024-01-02", "2024-01-04")),
    "workdays": (
        daily(exclusions=["0 0 * * 0,6"]),
        ("2024-01-02", "2024-01-05", "2024-01-08"),
    ),
    "hours in fall": (
        hourly("2024-11-02-22:00", timezone=NEW_YORK, end_date="2024-11-03-06:00"),
        ("2024-11-03-00:00", "2024-11-03-01:00", "2024-11-03-01:00-0500"),
    ),
    "weeks": (weekly("2023-11-01"), ("2023-11-05", "2023-11-26", "2023-12-31")),
    "dynamic": (dynamic("fruits"), ("pear", "apple", "fig")),
    "two": (DAY_ABC, ("2024-01-01|a", "2024-01-02|a", "2024-01-04|c")),
    "two dynamic": (multi(x=dynamic("fruits"), y=ABC), ("pear|a", "fig|c", "pear|b")),
}
WORKS = {
    "some": lambda _, made, one, _other, third: made([one, third]),
    "all": lambda definition, *_: definition.subset_with_all_partitions().with_partition_keys([]),
    "none": lambda definition, *_: definition.empty_subset(),
    "union": lambda _, made, one, other, third: made([one, other]) | made([other, third]),
    "intersection": lambda _, made, one, other, third: made([one, other]) & made([other, third]),
    "difference": lambda _, made, one, other, third: made([one, other]) - made([other, third]),
    "added": lambda _, made, one, _other, third: made([one]).with_partition_keys([third, one]),
    "all but one": lambda definition, made, one, *_: (
        definition.empty_subset().with_partition_keys(definition.get_partition_keys()) - made([one])
    ),
}


@pytest.mark.parametrize("work", WORKS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_subset_has_and_writes_what_dagsters_has_and_writes(kind, work):
    definition, keys = KINDS[kind]
    now = "2024-11-20T00:00:00+00:00" if kind == "hours in fall" else "2024-01-10T12:30:00+00:00"
    call = keys_after(definition, lambda made, subset: WORKS[work](made, subset, *keys), now)
    assert call(dagbook) == call(dagster)


@pytest.mark.parametrize("kind", ["static", "days", "workdays", "weeks"])
def test_every_two_keys_make_the_same_ranges(kind):
    definition, _ = KINDS[kind]
    with dagster.partition_loading_context(at("2024-01-10T12:30:00+00:00")):
        keys = list(definition.made_by(dagster).get_partition_keys())[:6]
    for pair in combinations(keys, 2):
        call = keys_after(definition, lambda _, made, pair=pair: made(pair))
        assert call(dagbook) == call(dagster)


POLICIES = {
    "policy": lambda lib: tuple(map(str, (lib.BackfillPolicy(), lib.BackfillPolicy(None)))),
    "single run": lambda lib: lib.BackfillPolicy.single_run().max_partitions_per_run,
    "multi run": lambda lib: lib.BackfillPolicy.multi_run().max_partitions_per_run,
    "of ten": lambda lib: str(lib.BackfillPolicy.multi_run(10)),
    "repr": lambda lib: repr(lib.BackfillPolicy.multi_run(max_partitions_per_run=3)),
    "of none": lambda lib: str(lib.BackfillPolicy(0)),
    "type": lambda lib: [
        each.policy_type.value
        for each in (lib.BackfillPolicy.single_run(), lib.BackfillPolicy.multi_run(2))
    ],
    "equal": lambda lib: lib.BackfillPolicy.multi_run(2) == lib.BackfillPolicy(2),
    "hash": lambda lib: len({lib.BackfillPolicy.multi_run(2), lib.BackfillPolicy(2)}),
    "ten in words": lambda lib: lib.BackfillPolicy.multi_run("ten"),
    "none of several": lambda lib: lib.BackfillPolicy.multi_run(None),
}


@pytest.mark.parametrize("name", POLICIES)
def test_a_backfill_policy_is_dagsters(name):
    assert outcome(POLICIES[name], dagbook) == outcome(POLICIES[name], dagster)


def fits(mapping, down, up):
    return lambda lib: mapping(lib).validate_partition_mapping(up.made_by(lib), down.made_by(lib))


REFUSED = {
    "static between two": fits(plain("Static", {"a": "a"}), DAY_ABC, ABC),
    "windows of two": fits(plain("TimeWindow"), DAY_ABC, ENDED),
    "identity of two and one": fits(SAME, DAY_ABC, ENDED),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_dagster_refuses_is_refused_with_its_class(name):
    theirs = outcome(REFUSED[name], dagster)
    assert outcome(REFUSED[name], dagbook) == theirs == "DagsterInvalidDefinitionError"


single = plain("MultiToSingleDimension")
LOOSER_IN_DAGSTER = {
    "no dimension matches": fits(single, static("z"), DAY_ABC),
    "both dimensions match": fits(single, ABC, multi(x=ABC, y=ABC)),
    "two of two": fits(single, DAY_ABC, DAY_ABC),
    "neither of two": fits(single, ABC, ABC),
    "two time dimensions": fits(single, weekly(), multi(x=daily(), y=hourly())),
    "not of two upstream": fits(by_dimension(), DAY_ABC, ABC),
    "not of two downstream": fits(by_dimension(), ABC, DAY_ABC),
    "no such dimension upstream": fits(by_dimension(x=("day", SAME)), DAY_ABC, DAY_ABC),
    "no such dimension downstream": fits(by_dimension(day=("x", SAME)), DAY_ABC, DAY_ABC),
    "a mapping for a dimension's": lambda lib: lib.MultiPartitionMapping({"x": SAME(lib)}),
}


@pytest.mark.parametrize("name", LOOSER_IN_DAGSTER)
def test_where_dagster_lets_an_inner_error_through_dagbook_raises_one_of_the_tree(name):
    theirs = outcome(LOOSER_IN_DAGSTER[name], dagster)
    assert theirs in {"CheckError", "ParameterCheckError"}
    with pytest.raises(errors.DagsterInvalidDefinitionError):
        LOOSER_IN_DAGSTER[name](dagbook)


def test_keys_that_map_by_a_static_table_are_those_dagster_maps():
    case = Mapped(
        "",
        multi(d=DIGITS, x=ABC),
        multi(l=ABC, x=ABC),
        ("1|a", "2|b", "3|c"),
        by_dimension(
            l=("d", lambda lib: lib.StaticPartitionMapping(**{FROM_ALL: {"a": ["1", "3"]}}))
        ),
    )
    test_a_mapping_finds_what_dagster_finds(case)
