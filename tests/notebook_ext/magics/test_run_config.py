"""`%materialize --run-config`: a dict, a variable or a file."""

import pytest

DEFINED = """
from dagbook import Config, ConfigurableResource, RunConfig

class Size(Config):
    rows: int = 3

class Store(ConfigurableResource):
    name: str = "real"

@asset
def sized(config: Size, store: Store):
    return [config.rows, store.name]

small = RunConfig(ops={"sized": Size(rows=1)})
as_dict = {"ops": {"sized": {"config": {"rows": 2}}}}
number = 3
defs = Definitions([sized], resources={"store": Store()})
"""


@pytest.fixture
def sized(cells, tmp_path):
    cells.run(DEFINED, "sized")
    (tmp_path / "seven.yaml").write_text("ops:\n  sized:\n    config: {rows: 7}\n")
    (tmp_path / "eight.json").write_text('{"ops": {"sized": {"config": {"rows": 8}}}}')
    (tmp_path / "list.yaml").write_text("- 1\n")
    return cells


@pytest.mark.parametrize(
    ("config", "made"),
    [
        ("small", [1, "real"]),
        ("as_dict", [2, "real"]),
        ("seven.yaml", [7, "real"]),
        ("'eight.json'", [8, "real"]),
        ('{"ops": {"sized": {"config": {"rows": 2 + number}}}}', [5, "real"]),
        ("={'resources': {'store': {'config': {'name': 'a } b'}}}}", [3, "a } b"]),
    ],
)
def test_it_is_a_dict_a_variable_or_a_file(config, made, sized):
    sized.run(f"%materialize sized --run-config {config} --verbose")
    assert sized.value("load('sized')") == made


def test_a_run_in_the_background_takes_it_too(sized):
    sized.run("%materialize --run-config small --background\n%runs --wait")
    assert sized.value("load('sized')") == [1, "real"]


def test_the_same_from_python(sized):
    sized.run("from dagbook import live\nlive.materialize('sized', run_config=small)")
    assert sized.value("load('sized')") == [1, "real"]
    sized.run("live.start('sized', run_config=as_dict)\nlive.wait()")
    assert sized.value("load('sized')") == [2, "real"]


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ("seven.yml", "there is no such variable and no such file. Did you mean seven.yaml? Write"),
        ("number", "--run-config number: that is no dict and no RunConfig, but int."),
        ("list.yaml", "Expected YAML dictionary"),
        ("{1: 2", "was never closed in {1: 2."),
        ("{nope: 2}", "NameError: name 'nope' is not defined in {nope: 2}"),
        ("small --sample 3", "--run-config and --sample exclude each other."),
        ("small --twice", "--run-config and --twice exclude each other."),
        ("small --resume", "--run-config and --resume exclude each other."),
        ('{"ops": {"sizd": {}}}', 'entry "sizd" at path root:ops.'),
        ('{"ops": {"sized": {"config": {"rowz": 1}}}}', "Did you mean rows?"),
    ],
)
def test_what_cannot_be_is_one_line_and_nothing_runs(config, said, sized):
    printed = sized.fail(f"%materialize sized --run-config {config}")
    assert printed.startswith("UsageError: ")
    assert said in printed
    assert len(printed.splitlines()) == 1
    assert sized.badge("sized").state == "never"


def test_several_mistakes_in_it_are_a_line_each(sized):
    wrong = {
        "ops": {"sized": {"config": {"a": 1}}},
        "resources": {"store": {"config": {"b": 2}}},
    }
    printed = sized.fail(f"%materialize --run-config {wrong}")
    assert [line.split()[0] for line in printed.splitlines()] == ["UsageError:", "Error", "Error"]


def test_a_plan_takes_the_same_and_checks_it_though_nothing_runs(sized):
    for config in ("small", '{"ops": {"sized": {"config": {"rows": 2}}}}', "seven.yaml"):
        assert sized.run(f"%plan sized --run-config {config}").startswith("1 step would run")
    text, _ = sized.try_run(
        '%plan sized --run-config {"ops": {"sized": {"config": {"rows": "x"}}}}'
    )
    assert text.startswith("UsageError")
    assert "rows" in text
    text, _ = sized.try_run("%plan sized --run-config nothing")
    assert text.startswith("UsageError: %plan --run-config nothing: there is no such variable")
    assert sized.runs_of("sized") is None
    sized.run("from dagbook import live")
    assert sized.value("live.plan('sized', run_config=small).steps") == 1
    sized.fail("live.plan('sized', run_config={'ops': {'sizd': {}}})")
