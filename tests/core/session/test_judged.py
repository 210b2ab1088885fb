"""What each way of being judged counts, and which kinds of causes there are."""

from dataclasses import dataclass

import pytest
import xxhash

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.config import Config
from dagbook.authoring.configurable import ConfigurableResource
from dagbook.authoring.resource_definition import ResourceDefinition
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.status.staleness import StaleCauseCategory


def upstream(value):
    @asset
    def raw():
        return value

    return raw


def judged(way, body, version=None):
    def orders(raw):
        return (raw, body)

    return asset(tags={"dagbook/staleness": way}, code_version=version)(orders)


@dataclass(frozen=True)
class Case:
    way: str
    edit: str
    state: str
    reason: str = ""


CASES = (
    Case("auto", "nothing", "fresh"),
    Case("auto", "code", "stale", "`body` changed from 1 to 2"),
    Case("auto", "data", "stale", "raw has a new value"),
    Case("auto", "version", "stale", "its code_version is 2 now"),
    Case("manual", "nothing", "fresh"),
    Case("manual", "code", "fresh"),
    Case("manual", "data", "stale", "raw has a new value"),
    Case("manual", "version", "stale", "its code_version is 2 now"),
    Case("always", "nothing", "stale", "is judged to be always stale"),
    Case("always", "code", "stale", "`body` changed from 1 to 2"),
    Case("never", "nothing", "fresh"),
    Case("never", "code", "fresh"),
    Case("never", "data", "fresh"),
    Case("never", "version", "fresh"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.way}, {case.edit}")
def test_only_what_an_asset_is_judged_by_makes_it_stale(notebook, case):
    notebook.define(upstream(1), judged(case.way, 1), cell="1")
    notebook.run()
    value, body, version = 1, 1, None
    if case.edit == "code":
        body = 2
    if case.edit == "version":
        version = "2"
    if case.edit == "data":
        value = 2
    notebook.define(upstream(value), judged(case.way, body, version), cell="1")
    if case.edit == "data":
        notebook.run("raw")
    assert notebook.state("orders") == case.state
    causes = notebook.session.why("orders").causes
    assert [cause.reason for cause in causes][:1] == ([case.reason] if case.reason else [])


def test_what_is_always_stale_runs_every_time_and_what_reads_it_when_it_differs(notebook):
    @asset
    def report(orders):
        return orders

    notebook.define(upstream(1), judged("always", 1), report)
    notebook.run()
    assert notebook.run() == ["orders"]


def test_what_is_never_stale_hides_nothing_that_is_missing(notebook):
    notebook.define(upstream(1), judged("never", 1))
    assert notebook.run() == ["raw", "orders"]


def test_a_change_of_how_it_is_judged_asks_of_the_same_record(notebook):
    notebook.define(upstream(1), judged("never", 1), cell="1")
    notebook.run()
    notebook.define(upstream(1), judged("auto", 1), cell="1")
    assert notebook.state("orders") == "fresh"
    notebook.define(upstream(1), judged("auto", 2), cell="1")
    assert notebook.state("orders") == "stale"
    notebook.define(upstream(1), judged("manual", 2), cell="1")
    assert notebook.state("orders") == "fresh"


def of_config(number):
    class Window(Config):
        days: int = number

    @asset
    def told(config: Window):
        return config.days

    return {"told": told}, {}


def of_resource(host):
    class Warehouse(ConfigurableResource):
        host: str = ""

    @asset
    def told(warehouse: Warehouse):
        return warehouse.host

    return {"told": told}, {"warehouse": Warehouse(host=str(host))}


def of_function(limit):
    @asset(required_resource_keys={"limit"})
    def told(context):
        return context.resources.limit

    return {"told": told}, {
        "limit": ResourceDefinition(lambda _: 1, {"x": int}).configured({"x": limit})
    }


def of_partitions(number):
    letters = StaticPartitionsDefinition(list("abcdef")[:number])

    @asset(partitions_def=letters)
    def letter():
        return 1

    @asset
    def told(letter):
        return 1

    return {"letter": letter, "told": told}, {}


def of_own_partitions(number):
    @asset(partitions_def=StaticPartitionsDefinition(["a"]) if number > 3 else None)
    def told():
        return 1

    return {"told": told}, {}


@pytest.mark.parametrize(
    ("world", "category", "reason"),
    [
        (of_config, StaleCauseCategory.CONFIG, "was made with config days=3, which is 4 now"),
        (of_resource, StaleCauseCategory.RESOURCE, "`warehouse.host` changed (str of 1)"),
        (of_function, StaleCauseCategory.RESOURCE, "`limit.x` changed from 3 to 4"),
        (of_partitions, StaleCauseCategory.PARTITIONS, "other partitions of letter are read now"),
        (
            of_own_partitions,
            StaleCauseCategory.PARTITIONS,
            "its partitions are others now: what it has is of none of them",
        ),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_each_kind_of_cause_has_a_word(notebook, world, category, reason):
    for number in (3, 4):
        assets, resources = world(number)
        notebook.define(*assets.values(), cell="1", **resources)
        if number == 3:
            notebook.run([each.key for each in assets.values()], yes=True)
            assert notebook.state("told") == "fresh"
    cause = notebook.session.why("told").causes[0]
    assert (cause.category, cause.reason) == (category, reason)


def test_a_file_and_a_package_have_words_of_their_own(notebook, tmp_path, monkeypatch):
    path = tmp_path / "x.csv"

    def define():
        @asset
        def told():
            return path.read_text(), xxhash.xxh64_hexdigest(b"a")

        notebook.define(told, cell="1")

    path.write_text("1")
    define()
    notebook.run()
    path.write_text("22")
    monkeypatch.setattr(xxhash, "__version__", "99.0", raising=False)
    define()
    causes = notebook.session.why("told").causes
    assert {(cause.category, cause.reason.split(" from")[0]) for cause in causes} == {
        (StaleCauseCategory.PACKAGE, "`xxhash` changed"),
        (StaleCauseCategory.FILE, "x.csv changed"),
    }


def test_a_run_with_a_config_of_its_own_is_stale_until_one_without(notebook):
    class Window(Config):
        days: int = 3

    @asset
    def told(config: Window):
        return config.days

    notebook.define(told)
    notebook.run("told", run_config={"ops": {"told": {"config": {"days": 7}}}})
    assert notebook.session.load("told") == 7
    assert notebook.session.why("told").reasons == ("was made with config days=7, which is 3 now",)
    assert notebook.run() == ["told"]
    assert notebook.state("told") == "fresh"
