"""Each case by dagbook and by Dagster."""

import pytest
from cases import (
    asset_jobs,
    assets_docs,
    bad_values,
    changing,
    checks,
    checks_docs,
    checks_made,
    checks_observed,
    config_classes,
    config_examples,
    config_schemas,
    configs,
    constructed,
    contexts,
    data_versions,
    definition_fields,
    definitions,
    dependencies,
    direct_calls,
    dynamic,
    events,
    executors,
    external_docs,
    failing,
    graph_assets,
    graph_checks,
    graph_docs,
    graph_parts,
    graphs,
    hooks,
    instance,
    io_manager_guides,
    io_manager_kinds,
    io_managers,
    jobs,
    jobs_docs,
    jobs_in_full,
    key_lists,
    loading_modules,
    logger_places,
    loggers,
    logging_docs,
    manager_kinds,
    metadata,
    metadata_docs,
    mixed_partitions,
    multi_assets,
    nested_resources,
    node_names,
    observing,
    op_context_members,
    op_samples,
    ops,
    ops_reading_assets,
    outputs,
    partitioned,
    partitioned_configs,
    partitioned_jobs,
    partitions_docs,
    raising,
    ranges,
    refusals,
    refused_definitions,
    reported,
    resource_kinds,
    resource_lives,
    resources,
    result_kinds,
    retries,
    retries_docs,
    returned,
    run_details,
    running,
    selecting,
    selecting_checks,
    selection_docs,
    small_answers,
    specs,
    subsets,
    testing_docs,
    type_loaders,
    types,
    types_docs,
    upstream_outputs,
    versions_docs,
    wrong_arguments,
    wrong_types,
)
from gaps import GAPS
from harness import IMPORT, NOT_YET, Outcome, compared, difference, run

pytestmark = pytest.mark.parity

TOPICS = (
    definitions,
    changing,
    data_versions,
    dependencies,
    multi_assets,
    running,
    failing,
    outputs,
    observing,
    partitioned,
    resources,
    io_managers,
    refusals,
    refused_definitions,
    bad_values,
    metadata,
    specs,
    selecting,
    loading_modules,
    subsets,
    configs,
    constructed,
    contexts,
    direct_calls,
    io_manager_guides,
    io_manager_kinds,
    reported,
    resource_kinds,
    partitioned_configs,
    type_loaders,
    types,
    hooks,
    retries,
    events,
    logger_places,
    loggers,
    raising,
    run_details,
    ranges,
    checks,
    checks_docs,
    checks_made,
    checks_observed,
    ops,
    ops_reading_assets,
    graphs,
    jobs,
    jobs_in_full,
    dynamic,
    op_context_members,
    op_samples,
    config_schemas,
    resource_lives,
    config_classes,
    config_examples,
    asset_jobs,
    graph_assets,
    graph_checks,
    graph_parts,
    partitioned_jobs,
    key_lists,
    wrong_types,
    mixed_partitions,
    upstream_outputs,
    returned,
    instance,
    executors,
    assets_docs,
    definition_fields,
    external_docs,
    manager_kinds,
    metadata_docs,
    retries_docs,
    selecting_checks,
    selection_docs,
    testing_docs,
    versions_docs,
    result_kinds,
    nested_resources,
    logging_docs,
    types_docs,
    node_names,
    graph_docs,
    partitions_docs,
    jobs_docs,
    wrong_arguments,
    small_answers,
)
NAMED = {
    f"{topic.__name__.removeprefix('cases.')}: {case.name}": case
    for topic in TOPICS
    for case in topic.CASES
}


def param(name):
    reason = GAPS.get(name)
    gap = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
    return pytest.param(NAMED[name], id=name, marks=gap)


@pytest.mark.parametrize("case", map(param, NAMED))
def test_dagbook_does_what_dagster_does(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = difference(case)
    if told and NOT_YET.search(told):
        pytest.skip(told)
    assert told is None


def test_names_are_unique_and_those_of_gaps_are_names():
    assert len(NAMED) == sum(len(topic.CASES) for topic in TOPICS)
    assert GAPS.keys() <= NAMED.keys()


def test_only_import_lines_change_their_library():
    text = "from dagster import asset\nimport dagster as dg\nx = 'from dagster'  # dagster\n"
    assert IMPORT.sub(r"\1\2\3dagbook", text) == (
        "from dagbook import asset\nimport dagbook as dg\nx = 'from dagster'  # dagster\n"
    )


def test_a_case_that_leaves_a_library_object_is_refused():
    with pytest.raises(TypeError, match="AssetKey"):
        run("from dagster import AssetKey\nRESULT = [AssetKey('a')]", "dagster")


def test_a_case_that_leaves_no_result_is_refused():
    with pytest.raises(AttributeError, match="RESULT"):
        run("import dagster", "dagster")


DIFFERENCES = {
    "equal": (Outcome(1), Outcome(1), None, None),
    "unequal": (Outcome(1), Outcome(2), None, "dagbook:  2"),
    "same error": (Outcome(error=("E",)), Outcome(error=("E",), message="of x"), "x", None),
    "finer error": (Outcome(error=("E",)), Outcome(error=("F", "E"), message="x"), "x", None),
    "coarser error": (Outcome(error=("F", "E")), Outcome(error=("E",), message="x"), "x", "F is"),
    "no culprit": (Outcome(error=("E",)), Outcome(error=("E",), message="y"), "x", "not name x"),
    "only theirs": (Outcome(error=("E",)), Outcome(1), "x", "E is expected"),
    "only ours": (Outcome(1), Outcome(error=("E",)), None, "only dagbook raises E"),
}


@pytest.mark.parametrize(("theirs", "ours", "culprit", "said"), DIFFERENCES.values())
def test_a_difference_is_told(theirs, ours, culprit, said):
    told = compared(theirs, ours, culprit)
    assert (told is None) if said is None else (said in told)
