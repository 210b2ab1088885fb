import inspect
import linecache

import pytest

from dagbook.authoring.source import source_text


def inputs(cells, name):
    return [each.name for each in cells.value(name).inputs]


@pytest.fixture
def orders(cells):
    cells.run("@asset\ndef orders():\n    return [1, 2, 3]", "orders")
    return cells


def test_the_body_is_an_asset_and_its_name_is_bound(cells):
    assert cells.run("%%asset total\nn = 1\nn + 1", "a") == "total defined"
    assert cells.keys == ["total"]
    assert cells.value("total()") == 2


def test_run_makes_it_and_shows_its_value(orders):
    said = orders.run("%%asset total --run\nsum(orders)")
    assert said.splitlines()[0] == "total defined"
    assert said.endswith("Out[4]: 6")
    assert orders.badge("total").state == "fresh"


def test_live_assets_that_it_reads_are_inputs(orders):
    orders.run("rows = [1]\n@asset\ndef rate(): return 2")
    orders.run("%%asset total\nsum(o for o in orders) * rate + len(rows)")
    assert inputs(orders, "total") == ["orders", "rate"]


def test_a_key_with_a_prefix_is_meant_by_its_last_part_within_the_group(cells):
    cells.run("@asset(key_prefix='shop', group_name='sales')\ndef orders(): return [4]")
    cells.run("%%asset total --group sales --run\nsum(orders)")
    assert cells.value("load('total')") == 4
    cells.run("orders = [1]")
    cells.run("%%asset other\nsum(orders)")
    assert inputs(cells, "other") == []


def test_a_large_plan_wants_yes_here_too(cells):
    cells.run("many = StaticPartitionsDefinition([str(n) for n in range(1001)])")
    assert "--yes" in cells.fail("%%asset d --partitions many --run\n1", "d")
    assert cells.keys == ["d"]
    assert "1001/1001" in cells.run("%%asset d --partitions many --run --yes\n1", "d")


def test_an_asset_wins_over_a_variable_with_one_line(orders):
    orders.run("orders = 'a variable'")
    said = orders.run("%%asset total --run\nsum(orders)")
    assert said.splitlines()[0] == "orders is the asset here, not the variable of that name"
    assert said.endswith("6")


def test_its_own_name_is_never_an_input(cells):
    cells.run("total = 5", "v")
    cells.run("%%asset total\ntotal", "a")
    cells.run("%%asset total\ntotal", "a")
    assert inputs(cells, "total") == []


def test_context_is_there_when_it_is_named(cells):
    cells.run("%%asset k --partitions static:a,b --run\ncontext.partition_key * 2")
    assert cells.value("load('k', partition_key='b')") == "bb"
    assert inputs(cells, "k") == []


def test_await_works_in_a_cell_and_under_run(orders):
    body = "import asyncio\nawait asyncio.sleep(0)\nlen(orders)"
    assert orders.run(f"%%asset size --run\n{body}").endswith("3")


def test_magics_in_the_body_are_transformed(cells):
    assert cells.run("%%asset here --run\nx = !echo hello\nx[0]").endswith("'hello'")


def test_its_text_is_its_source(cells):
    cells.run("%%asset total\n# why\n1 + 1")
    assert source_text(cells.value("total").source) == "# why\n1 + 1\n"


def test_a_comment_keeps_it_fresh_and_a_change_does_not(cells):
    cells.run("%%asset total --run\n1 + 1", "a")
    cells.run("%%asset total\n# a comment\n1 + \\\n  1", "a")
    assert cells.badge("total").state == "fresh"
    cells.run("%%asset total\n1 + 2", "a")
    assert cells.badge("total").state == "stale"


def test_a_helper_that_it_calls_counts(cells):
    cells.run("def helper(): return 1", "h")
    cells.run("%%asset total --run\nhelper()", "a")
    cells.run("def helper(): return 2", "h")
    assert cells.badge("total").state == "stale"


def test_a_failure_shows_its_line_of_the_cell(orders):
    said = orders.fail("%%asset total --run\n\nn = 0\nsum(orders) / n")
    assert "----> 4 sum(orders) / n" in said
    assert "/dagbook" not in said
    assert said.count("Traceback") == 1


def test_tracebacks_find_its_source_later(orders):
    orders.run("%%asset total\nsum(orders) / 0")
    orders.run("1")
    code = orders.value("total").fn.__code__
    assert linecache.getline(code.co_filename, 2) == "sum(orders) / 0\n"
    assert "----> 2 sum(orders) / 0" in orders.fail("%materialize total")


def test_a_syntax_error_shows_its_line_and_no_frames(cells):
    said = cells.fail("%%asset total\nx = 1\nx = = 2")
    assert "<ipython-input-" in said or "Cell" in said
    assert ":3" in said or "line 3" in said
    assert "x = = 2" in said
    assert said.splitlines()[-1] == "SyntaxError: invalid syntax"
    assert "arguments.py" not in said
    assert cells.keys == []


def test_a_star_import_is_one_clear_error(cells):
    said = cells.fail("%%asset total\nfrom os import *\n1")
    assert said.startswith("UsageError: from os import * cannot be in an asset's cell")
    assert len(said.splitlines()) == 1


def test_options_reach_the_definition(orders):
    orders.run("days = DailyPartitionsDefinition('2013-01-01')")
    orders.run(
        "%%asset total --group sales --deps orders,raw --key-prefix shop/eu --kinds pandas,csv "
        '--description "One row each." --io-manager-key disk --partitions days\n1'
    )
    total = orders.value("total")
    spec = total.get_asset_spec()
    assert spec.key.to_user_string() == "shop/eu/total"
    assert (spec.group_name, spec.description) == ("sales", "One row each.")
    assert sorted(spec.kinds) == ["csv", "pandas"]
    assert sorted(key.to_user_string() for key in total.dependency_keys) == ["orders", "raw"]
    assert total.outputs[0].io_manager_key == "disk"
    assert total.partitions_def == orders.value("days")


def test_what_is_said_of_it_reaches_the_definition(orders):
    orders.run(
        '%%asset total --metadata "rows=100,late=true,note=a, b" --tags team=web,tier=1 '
        "--owners ann@example.com,team:data --code-version 7 --pool db\n1"
    )
    spec = orders.value("total").get_asset_spec()
    assert spec.metadata == {"rows": 100, "late": True, "note": "a, b"}
    assert {name: spec.tags[name] for name in ("team", "tier")} == {"team": "web", "tier": "1"}
    assert list(spec.owners) == ["ann@example.com", "team:data"]
    assert spec.code_version == "7"


def test_a_cell_reads_resources_and_is_tried_again(cells):
    cells.run(
        "%%asset total --resources tries --retries 2\n"
        "context.resources.tries.append(1)\n1 / (len(context.resources.tries) - 2)"
    )
    cells.run("tries = []\ndefs = Definitions(resources={'tries': tries})")
    cells.run("tries.append(0)")
    cells.run("%materialize total")
    assert cells.value("len(tries)") == 3


def test_partitions_of_another_asset_can_be_named(cells):
    cells.run("%%asset a --partitions static:x,y\n1")
    cells.run("%%asset b --partitions a\n2")
    assert cells.value("b").partitions_def == cells.value("a").partitions_def


def test_the_docstring_is_its_description(cells):
    cells.run('%%asset total\n"""One row each."""\n1')
    assert cells.value("total").get_asset_spec().description == "One row each."


def test_a_rerun_under_another_name_removes_the_first(cells):
    cells.run("%%asset one\n1", "a")
    assert cells.run("%%asset two\n1", "a") == "two defined; one removed"


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("", "the name is missing, as in %%asset orders."),
        ("two words", "words is too much."),
        ("a --what", "there is no option --what."),
        ("a+b", "a+b"),
        ("a --partitions nothing", "--partitions nothing: neither partitions nor a name of any"),
        ("a --partitions daily:yesterday", "--partitions daily:yesterday"),
        ("a --group 'no group'", "no group"),
        ("a --deps 'x", "a quote is not closed in a --deps 'x."),
        ("a --tags team", "--tags team has no value. Write --tags team=VALUE"),
        ("a --metadata =1", "--metadata =1 has no value. Write --metadata name=VALUE"),
        ("a --owners nobody", "nobody"),
        ("a --kinds 'b c'", "Found invalid kind 'b c'."),
        ("a --retries many", "--retries many: many is no whole number."),
    ],
)
def test_wrong_arguments_are_one_line_and_define_nothing(line, part, cells):
    said = cells.fail(f"%%asset {line}\n1")
    assert said.startswith("UsageError: ")
    assert part in said
    assert "Traceback" not in said
    assert cells.keys == []


def test_a_value_that_is_not_stored_shows_nothing(cells):
    said = cells.run("%%asset path --run\nMaterializeResult(metadata={'n': 1})")
    assert "Out[" not in said
    assert cells.badge("path").state == "fresh"


def test_help_has_examples(cells):
    doc = inspect.getdoc(cells.shell.find_cell_magic("asset"))
    assert "%%asset report --deps raw_file,orders --run" in doc
    assert "--key-prefix" in doc
    assert "  %%asset [" in doc
