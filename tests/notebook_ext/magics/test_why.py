from types import SimpleNamespace

from dagbook_jupyter import notebook as notebook_module


def edited(cells):
    cells.run("def clean(x):\n    return x + '<1>'")
    cells.run("@asset\ndef raw():\n    return clean('a')")
    cells.run("@asset\ndef orders(raw):\n    return raw")
    cells.run("%materialize")
    cells.run("def clean(x):\n    return x + '<2>'")


def test_an_edited_helper_is_shown_with_cell_and_diff(cells):
    edited(cells)
    lines = cells.run("%why raw").splitlines()
    assert lines[:5] == [
        "raw is stale",
        "  `clean()` changed in cell 7",
        "     def clean(x):",
        "    -    return x + '<1>'",
        "    +    return x + '<2>'",
    ]


def test_downstream_the_root_is_shown_with_its_diff(cells):
    edited(cells)
    lines = cells.run("%why orders").splitlines()
    assert lines[1:4] == [
        "  raw is stale",
        "where it begins:",
        "  raw: `clean()` changed in cell 7",
    ]
    assert "      +    return x + '<2>'" in lines


def test_what_counts_and_what_does_not_is_listed(cells):
    cells.run("import os\nN = 3")
    cells.run("@asset\ndef raw():\n    return os.getenv('X'), N")
    text = cells.run("%why raw")
    assert "raw has no value\n  never materialized" in text
    assert "what counts: `raw()` in cell 4; `N` (3)" in text
    assert "what does not: " in text
    assert "an environment variable" in text


def test_a_partition_is_asked_for_by_its_key(cells):
    cells.run(
        "@asset(partitions_def=StaticPartitionsDefinition(['a', 'b']))\n"
        "def letters():\n    return 1"
    )
    cells.run("%materialize letters --partition a")
    assert cells.run("%why letters --partition a").startswith(
        "letters[a] is fresh\nmade: a by code"
    )
    assert cells.run("%why letters --partition b").startswith("letters[b] has no value")
    text, _ = cells.try_run("%why letters --partition c")
    assert "Could not find a partition with key `c`" in text


def test_an_unknown_asset_is_one_line(cells):
    cells.run("@asset\ndef orders():\n    return 1")
    text, _ = cells.try_run("%why oders")
    assert text == "UsageError: There is no asset oders. Did you mean orders?"


def test_a_front_end_gets_a_coloured_diff_with_everything_escaped(cells, monkeypatch):
    edited(cells)
    shown = []
    monkeypatch.setattr(notebook_module, "display", lambda bundle, **_: shown.append(bundle))
    monkeypatch.setattr(cells.shell, "kernel", SimpleNamespace(), raising=False)
    cells.run("%why raw")
    [bundle] = shown
    assert bundle["text/plain"].startswith("raw is stale")
    assert "+    return x + &#x27;&lt;2&gt;&#x27;</span>" in bundle["text/html"]
    assert "<2>" not in bundle["text/html"]


def test_names_of_assets_and_options_are_completed(cells):
    edited(cells)
    _, found = cells.shell.complete("", "%why or", 7)
    assert "orders" in found
    _, found = cells.shell.complete("", "%why --p", 8)
    assert found == ["--partition"]


WAREHOUSE = """
class Warehouse(ConfigurableResource):
    limit: int
    password: str = "x"

    def fetch(self):
        return {fetched}
"""


def bind(cells, fetched="self.limit", **settings):
    cells.run(WAREHOUSE.format(fetched=fetched))
    given = ", ".join(f"{name}={value!r}" for name, value in settings.items())
    cells.run(f"defs = Definitions(resources={{'warehouse': Warehouse({given})}})")


def test_an_edited_method_of_a_resource_makes_its_users_stale(cells):
    bind(cells, limit=1)
    cells.run("@asset\ndef rows(warehouse: Warehouse):\n    return warehouse.fetch()")
    cells.run("@asset(required_resource_keys={'warehouse'})\ndef by_key(context):\n    return 1")
    cells.run("@asset\ndef other():\n    return 1")
    cells.run("%materialize")
    assert {cells.badge(name).state for name in ("rows", "by_key", "other")} == {"fresh"}
    bind(cells, "self.limit + 1", limit=1)
    for name in ("rows", "by_key"):
        lines = cells.run(f"%why {name}").splitlines()
        assert lines[1] == "  `Warehouse.fetch()` changed in cell 9"
        assert "    +    return self.limit + 1" in lines
    assert cells.badge("other").state == "fresh"
    cells.run("%materialize")
    assert cells.badge("rows").state == "fresh"


def test_a_setting_counts_and_a_secret_does_not(cells):
    bind(cells, limit=1)
    cells.run("@asset\ndef rows(warehouse: Warehouse):\n    return warehouse.fetch()")
    cells.run("%materialize")
    cells.run("defs = Definitions(resources={'warehouse': Warehouse(limit=1, password='y')})")
    assert cells.badge("rows").state == "fresh"
    cells.run("defs = Definitions(resources={'warehouse': Warehouse(limit=2)})")
    assert "  `warehouse.limit` changed from 1 to 2" in cells.run("%why rows").splitlines()


def test_an_edited_io_manager_makes_what_it_stores_stale(cells):
    manager = """
    class Store(IOManager):
        def __init__(self):
            self.kept = {{}}

        def handle_output(self, context, obj):
            self.kept[context.asset_key] = {stored}

        def load_input(self, context):
            return self.kept[context.asset_key]

    defs = Definitions(resources={{"store": Store()}})
    """
    cells.run(manager.format(stored="obj"))
    cells.run("@asset(io_manager_key='store')\ndef rows():\n    return 1")
    cells.run("%materialize")
    assert cells.badge("rows").state == "fresh"
    cells.run(manager.format(stored="[obj]"))
    assert "`Store.handle_output()` changed" in cells.run("%why rows")
