import json

from dagbook.view.graph_view import StatusBadge
from dagbook_jupyter.panel.messages import (
    Details,
    LastRun,
    MetadataItem,
    Notice,
    StatusChanges,
    encode,
)


def test_what_the_kernel_says_is_json_with_the_names_of_its_fields():
    details = Details(
        "orders",
        metadata=(MetadataItem("rows", "int", 3), MetadataItem("by day", "json", {"a": [1, None]})),
        run=LastRun("r1", "success", 10.0, 0.5),
        tags={"tier": "1"},
    )
    for message in (
        details,
        Notice("warning", "careful"),
        StatusChanges({"orders": StatusBadge("fresh", "", materialized=((0, 3),))}),
    ):
        said = encode(message)
        assert json.loads(json.dumps(said)) == said
    said = encode(details)
    assert said["type"] == "details"
    assert said["metadata"][1] == {"label": "by day", "kind": "json", "value": {"a": [1, None]}}
    assert said["run"]["seconds"] == 0.5
