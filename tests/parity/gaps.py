"""Where dagbook is known to differ from Dagster and should not: one row, one thing to repair.

A test of `tests/parity/test_cases.py` is expected to fail while its row is here, and fails when it
passes: then remove the row. What dagbook refuses in words ("not in dagbook yet") needs no row.
"""

GAPS = {
    "definitions: a spec carries what its asset carries": "no AssetSpec.replace_attributes",
    "definitions: definitions give their assets keys and specs": "group is None, not default",
    "definitions: definitions merge": "no Definitions.merge",
    "dependencies: a spec lists parameters among its deps": "specs list deps= alone",
    "dependencies: a parameter of a prefixed group mate is found by Definitions": "as above",
    "multi_assets: an out that is not required may be left out and what reads it is skipped": (
        "what reads the missing output runs, and finds no value"
    ),
    "multi_assets: part of a multi asset that cannot be split is refused": "all of it runs",
    "running: an ephemeral instance remembers materializations": "no fetch_materializations",
    "running: an asset may return nothing": "output_for_node raises instead of returning None",
    "failing: a wrong return type is refused": "return annotations are not checked",
    "failing: a wrong input type is refused": "input annotations are not checked",
    "outputs: an event of a result holds its materialization": "no step_materialization_data",
    "resources: resources are frozen": "pydantic's error instead of Dagster's",
    "resources: a resource of the wrong type is refused": "is no ValidationError of pydantic",
    "refusals: an asset that reads itself without partitions": "runs, and finds no value",
    "refusals: an asset that is called with a wrong argument": "TypeError",
    "refusals: an asset that is called without its input": "TypeError",
    "bad_values: a name with a hyphen becomes a node with an underscore": "refused",
    "bad_values: a name with a dot and a prefix with a hyphen": "refused",
    "bad_values: a key with a slash": "accepted",
    "bad_values: a reserved name": "accepted",
    "bad_values: four kinds are as good as three": "refused",
}
