"""Every upward call that Dagster's API forces on what users write, one function-level import each.

The import contract in ``pyproject.toml`` lists them; nothing else may import upwards.
"""

from typing import Any

from dagbook.model.asset_key import AssetKey


def load_asset_value(
    definitions: Any,
    key: AssetKey,
    instance: Any,
    partition_keys: Any,
    metadata: Any = None,
    python_type: Any = None,
) -> Any:
    """Return a stored value; the loading is execution's."""
    from dagbook.execution import loading  # noqa: PLC0415 - a door

    return loading.load_value(definitions, key, instance, partition_keys, metadata, python_type)


def graph_of(assets: Any) -> Any:
    """Return the graph of *assets*, problems kept on their nodes."""
    from dagbook.asset_graph import graph  # noqa: PLC0415 - a door
    from dagbook.authoring.gathering import flatten_assets  # noqa: PLC0415 - a door

    return graph.build_graph(flatten_assets(assets))


def strict_graph_of(definitions: Any) -> Any:
    """Return the graph of *definitions*, which hold together."""
    from dagbook.asset_graph import graph  # noqa: PLC0415 - a door

    return graph.AssetGraph(definitions.resolve_assets(), definitions.resource_defs)


def validate(definitions: Any) -> None:
    """Check all of *definitions* over their graph."""
    from dagbook.asset_graph import validation  # noqa: PLC0415 - a door

    validation.validate(definitions)


def graph_subset(graph: Any, selection: Any) -> Any:
    """Return *graph* with only the ops that *selection* names."""
    from dagbook.asset_graph import op_selection  # noqa: PLC0415 - a door

    return op_selection.graph_subset(graph, selection)


def job_of(graph: Any, **options: Any) -> Any:
    """Return a job of *graph*; a job is built of a graph, and a graph makes jobs."""
    from dagbook.authoring.job_definition import JobDefinition  # noqa: PLC0415 - a door

    return JobDefinition(graph_def=graph, **options)


def assets_of_node(node: Any, **given: Any) -> Any:
    """Return the assets that an op or graph makes."""
    from dagbook.authoring import assets_of_nodes  # noqa: PLC0415 - a door

    if node.node_type == "graph":
        return assets_of_nodes.assets_of_graph(node, **given)
    return assets_of_nodes.assets_of_op(node, **given)


def assets_constructed(given: Any) -> Any:
    """Return the assets that the arguments of `AssetsDefinition` say."""
    from dagbook.authoring import assets_constructed  # noqa: PLC0415 - a door

    return assets_constructed.constructed(given)


def job_named(definitions: Any, name: str) -> Any:
    """Return the job *name* of *definitions*; jobs are built of what Definitions hold."""
    from dagbook.authoring import jobs_of_definitions  # noqa: PLC0415 - a door

    return jobs_of_definitions.job_named(definitions, name)


def jobs_of(definitions: Any) -> Any:
    """Return every job of *definitions*."""
    from dagbook.authoring import jobs_of_definitions  # noqa: PLC0415 - a door

    return jobs_of_definitions.jobs_of(definitions)


def default_io_manager(context: Any) -> Any:
    """Return the IO manager that stores where nothing else is bound; it is the store's."""
    from dagbook.io_managers import filesystem  # noqa: PLC0415 - a door

    return filesystem.PickledObjectFilesystemIOManager(context.instance.storage_directory)


def execute_job_in_process(job: Any, **asked: Any) -> Any:
    """Run *job*; running is execution's."""
    from dagbook.execution import jobs  # noqa: PLC0415 - a door

    return jobs.execute_in_process(job, **asked)
