"""`%use`: sets of resources, each with values and statuses of its own."""

import pytest

DEFINED = """
class Database(ConfigurableResource):
    name: str

@asset
def orders(db: Database):
    return [db.name]

@asset
def report(orders):
    return orders * 2

defs = Definitions([orders, report], resources={"db": Database(name="real")})
"""


@pytest.fixture
def two(cells):
    """Assets made with the real resource, and a set "test" with another."""
    cells.run(DEFINED, "two")
    cells.run("%materialize")
    cells.run('%use --define test {"db": Database(name="fake")}')
    return cells


def value(cells, key):
    return cells.session.load(key)


def test_a_run_with_a_set_never_overwrites_real_values(two):
    assert two.run("%use test") == "test is used: db; 0 assets stored in it"
    assert two.badge("orders").state == "never"
    two.run("%materialize")
    assert value(two, "report") == ["fake", "fake"]
    two.run("%use default")
    assert value(two, "report") == ["real", "real"]
    assert [two.badge(key).state for key in ("orders", "report")] == ["fresh", "fresh"]


def test_a_resource_of_a_set_that_no_asset_uses_is_told(two):
    two.run('%use --define typo {"db": Database(name="fake"), "dbs": 3, "limit": 10}')
    assert two.run("%use typo").splitlines() == [
        "typo is used: db, dbs, limit; 0 assets stored in it",
        "No asset that is defined now uses dbs; did you mean db?",
        "No asset that is defined now uses limit.",
    ]
    assert len(two.run("%use default").splitlines()) == 1


def test_what_resources_and_io_managers_need_is_used(cells):
    cells.run("""
@resource(required_resource_keys={"inner"})
def outer(context):
    return context.resources.inner

@resource
def real():
    return 1

@asset(required_resource_keys={"outer"}, io_manager_key="kept")
def orders(context):
    return context.resources.outer

defs = Definitions([orders], resources={"outer": outer, "inner": real, "kept": mem_io_manager})
""")
    cells.run('%use --define test {"inner": real, "kept": mem_io_manager}')
    assert len(cells.run("%use test").splitlines()) == 1


def test_each_set_keeps_its_values_until_it_is_used_again(two):
    two.run("%use test")
    two.run("%materialize orders")
    two.run("%use default")
    two.run("%use test")
    assert value(two, "orders") == ["fake"]
    assert (two.badge("orders").state, two.badge("report").state) == ("fresh", "never")


def test_an_edit_makes_the_values_of_every_set_stale(two):
    two.run("%use test")
    two.run("%materialize")
    two.run(DEFINED.replace("* 2", "* 3"), "two")
    assert two.badge("report").state == "stale"
    two.run("%use default")
    assert two.badge("report").state == "stale"


def test_a_set_defined_anew_makes_what_used_it_stale(two):
    two.run("%use test")
    two.run("%materialize")
    two.run('%use --define test {"db": Database(name="other")}')
    assert two.badge("orders").state == "stale"
    two.run("%materialize")
    assert value(two, "report") == ["other", "other"]


def test_an_io_manager_that_a_set_does_not_name_is_kept_from_real_values(cells):
    cells.run("""
        written = {}
        class Warehouse(IOManager):
            def handle_output(self, context, obj):
                written[context.asset_key.to_user_string()] = obj
            def load_input(self, context):
                return written[context.upstream_output.asset_key.to_user_string()]

        @asset(io_manager_key="warehouse")
        def orders():
            return 1

        defs = Definitions([orders], resources={"warehouse": Warehouse()})
        """)
    cells.run("%use --define test {}")
    cells.run("%use test")
    cells.run("%materialize")
    assert cells.value("written") == {}
    assert value(cells, "orders") == 1
    cells.run("%use --define test {'warehouse': Warehouse()}")
    cells.run("%materialize orders")
    assert cells.value("written") == {"orders": 1}


OWN = """
written = []

class Warehouse(IOManager):
    def handle_output(self, context, obj):
        written.append(obj)
    def load_input(self, context):
        return written[-1]

@io_manager
def warehouse():
    return Warehouse()

class Database(ConfigurableResource):
    name: str = "real"

@asset(io_manager_def=warehouse, resource_defs={"db": Database()})
def orders(context):
    return context.resources.db.name

@asset
def report(orders):
    return orders

defs = Definitions([orders, report], jobs=[define_asset_job("everything", "*")])
"""
RUNS = {
    "the magic": "%materialize",
    "materialize": "materialize([orders, report])",
    "a job": "defs.get_job_def('everything').execute_in_process()",
}


@pytest.mark.parametrize("run", RUNS)
def test_what_an_asset_brings_along_is_replaced_too(run, cells):
    cells.run(OWN, "own")
    cells.run("%use --define test {'db': Database(name='fake')}")
    cells.run("%use test")
    said = cells.run(RUNS[run])
    assert "scratch" not in said
    assert cells.value("written") == []
    assert value(cells, "report") == "fake"
    cells.run("%use default")
    cells.run(RUNS[run])
    assert cells.value("written") == ["real"]
    assert value(cells, "report") == "real"


def test_what_is_named_in_a_call_counts_more_than_the_set(two):
    two.run("%use test")
    said = two.run("materialize([orders, report], resources={'db': Database(name='third')})")
    assert "db replaced for this run: a scratch run, nothing is recorded." in said
    assert two.badge("report").state == "never"


def test_a_rehearsal_writes_nothing_where_an_asset_brings_its_own(cells):
    cells.run(OWN, "own")
    for option in ("--sample 3", "--twice"):
        cells.run(f"%materialize {option}")
    assert cells.value("written") == []


def test_a_set_may_have_what_no_cell_defines(cells):
    cells.run("""
        @asset(required_resource_keys={"db"})
        def orders(context):
            return context.resources.db
        """)
    cells.fail("%materialize")
    cells.run("%use --define test {'db': 'fake'}")
    cells.run("%use test")
    cells.run("%materialize")
    assert value(cells, "orders") == "fake"
    cells.run("%use default")
    cells.fail("%materialize")


def test_assets_dagbook_and_use_say_which_set_is_used(two):
    assert two.run("%use").splitlines() == [
        "● default: what cells define, the real values",
        "  test: db",
    ]
    assert not two.run("%assets").startswith("set ")
    two.run("%use test")
    assert two.run("%use").splitlines()[1] == "● test: db"
    assert two.run("%assets").splitlines()[0] == (
        "set test: db; %use default goes back to the real values"
    )
    assert ": set test, store " in two.run("%dagbook")


def test_materialize_of_python_uses_the_set_too(two):
    two.run("%use test")
    two.run("materialize([orders, report])")
    assert value(two, "report") == ["fake", "fake"]
    two.run("%use default")
    assert value(two, "report") == ["real", "real"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("%use tset", "No set of resources is called tset. Did you mean test? Define it with"),
        ("%use --define default {}", "A set of resources cannot be called 'default'."),
        ("%use --define a/b {}", "A set of resources cannot be called 'a/b'."),
        ("%use --define x 3", "%use --define x: 3 is no dict of resources by key, but int."),
        ("%use --define x {", "%use --define x: '{' was never closed in {. After the name comes"),
        ("%use --define x {1: 2}", "The set x has the key 1. Its keys are names of resources"),
    ],
)
def test_what_cannot_be_is_one_line(line, said, two):
    printed = two.fail(line)
    assert printed.startswith(f"UsageError: {said}")
    assert len(printed.splitlines()) == 1


def test_the_rest_of_the_line_is_python_whatever_is_in_it(cells):
    cells.run("%use --define test {'limit': -1, 'name': \"it's --define\", 'sum': 1 + 2}")
    assert cells.session.sets.find("test").resources == {
        "limit": -1,
        "name": "it's --define",
        "sum": 3,
    }


def test_a_set_of_an_earlier_kernel_says_that_its_values_are_there(two, tmp_path):
    two.run("%use test")
    two.run("%materialize")
    two.run("%reload_ext dagbook")
    printed = two.fail("%use test")
    assert "It has values of an earlier kernel; they are there once it is defined again" in printed
    assert value(two, "orders") == ["real"]


def test_names_of_sets_are_completed(two):
    assert two.shell.complete("", "%use te", 7)[1] == ["test"]


def test_nothing_is_switched_while_something_runs(two):
    two.run("""
        @asset
        def switches():
            get_ipython().run_line_magic("use", "test")
        """)
    printed = two.fail("%materialize switches")
    assert "cannot be used while something runs" in printed
    assert two.session.in_use.is_default
