"""What is bound to a resource key: what counts, what is left out, and that both are said."""

import subprocess
import sys
from dataclasses import dataclass
from unittest import mock

import pandas as pd
import pytest
from pydantic import SecretStr

from dagbook.authoring.configurable import ConfigurableResource
from dagbook.authoring.env_var import EnvVar
from dagbook.authoring.io_manager import IOManager
from dagbook.authoring.resource_definition import resource
from dagbook.io_managers.in_memory import InMemoryIOManager
from dagbook.versions.bound import bound_code, counting
from dagbook.versions.parts import changed_parts


class Warehouse(ConfigurableResource):
    host: str = "a"
    port: int = 1
    password: str = "x"
    api_key: str = "x"

    def fetch(self):
        return self.port


class Cluster(ConfigurableResource):
    warehouse: Warehouse = Warehouse()


def with_pin(pin):
    """Return a resource that is given a secret by its type."""

    @resource(config_schema=dict)
    def warehouse(context):
        return context.resource_config

    return warehouse.configured({"pin": SecretStr(pin)})


class Plain:
    def __init__(self, n):
        self.n = n


class Own(IOManager):
    def handle_output(self, context, obj): ...

    def load_input(self, context): ...


@dataclass(frozen=True)
class Point:
    x: int


DIFFERENT = {
    "setting": (Warehouse(), Warehouse(port=2)),
    "text setting": (Warehouse(), Warehouse(host="b")),
    "setting of a resource in a resource": (Cluster(), Cluster(warehouse=Warehouse(port=2))),
    "plain value": (1, 2),
    "dict": ({"a": 1}, {"a": 2}),
    "frozen dataclass": (Point(1), Point(2)),
    "table": (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [2]})),
    "class": (Plain(1), Point(1)),
    "IO manager": (Own(), Plain(1)),
}
EQUAL = {
    "a secret variable": (
        Warehouse(password=EnvVar("PASSWORD_ONE")),
        Warehouse(password=EnvVar("PASSWORD_TWO")),
    ),
    "password": (Warehouse(), Warehouse(password="y")),
    "key": (Warehouse(), Warehouse(api_key="y")),
    "SecretStr": (with_pin("1"), with_pin("2")),
    "secret in a resource in a resource": (Cluster(), Cluster(warehouse=Warehouse(password="y"))),
    "what an object holds, which changes with its use": (Plain(1), Plain(2)),
    "another equal instance": (Warehouse(), Warehouse()),
    "equal tables": (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [1]})),
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_it_is_another_one_after_a_change_of(name):
    one, two = (bound_code("r", value) for value in DIFFERENT[name])
    assert one.value != two.value
    assert one.value is not None
    assert two.value is not None


@pytest.mark.parametrize("name", EQUAL)
def test_it_is_the_same_after_a_change_of(name):
    one, two = (bound_code("r", value) for value in EQUAL[name])
    assert one.matches(two)


def test_a_setting_is_named_and_no_secret_is_shown():
    old, new = bound_code("db", Warehouse(host="hunter2")), bound_code("db", Warehouse(port=2))
    assert [each.sentence() for each in changed_parts(old, new)] == [
        "`db.host` changed from str of 7 to str of 1",
        "`db.port` changed from 1 to 2",
    ]
    assert "hunter2" not in repr(old)


def test_of_an_environment_variable_the_name_counts_and_its_value_is_a_risk(monkeypatch):
    monkeypatch.setenv("A_HOST", "one")
    found = bound_code("db", Warehouse(host=EnvVar("A_HOST")))
    assert not found.matches(bound_code("db", Warehouse(host=EnvVar("B_HOST"))))
    (risk,) = found.risks
    assert risk.startswith("db.host is the environment variable A_HOST; a change of its value is")
    monkeypatch.setenv("A_HOST", "two")
    assert found.matches(bound_code("db", Warehouse(host=EnvVar("A_HOST"))))
    assert bound_code("db", Warehouse(api_key=EnvVar("A_HOST"))).risks == ()
    assert bound_code("db", Warehouse(host=EnvVar("DB_TOKEN"))).risks == ()


def test_what_an_object_begins_to_hold_as_it_is_used_is_no_change():
    client = Plain.__new__(Plain)
    before = bound_code("client", client)
    client.held = 1
    assert before.matches(bound_code("client", client))


def test_what_an_object_holds_is_said_not_to_be_tracked():
    assert bound_code("client", Plain(1)).risks == (
        "what the resource client holds, a Plain, is not tracked. Make it a ConfigurableResource",
    )
    assert bound_code("client", Warehouse()).risks == ()


@pytest.mark.parametrize("kind", [mock.Mock, mock.MagicMock])
def test_a_mock_is_an_object_like_any_other(kind):
    found = bound_code("warehouse", kind())
    assert [risk for risk in found.risks if "warehouse holds" in risk]
    assert "warehouse" in counting({"warehouse": kind()})


def test_dagbooks_own_managers_do_not_count():
    assert counting({"io_manager": InMemoryIOManager(), "own": Own()}).keys() == {"own"}


PROGRAM = """
import sys; sys.path.insert(0, sys.argv[1])
import test_bound
print(test_bound.bound_code("r", test_bound.Cluster()).value)
"""


def test_it_is_the_same_in_every_process(request):
    folder = str(request.path.parent)

    def elsewhere(seed):
        return subprocess.run(
            [sys.executable, "-c", PROGRAM, folder],
            env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert elsewhere("1") == elsewhere("2")
    assert len(elsewhere("1").strip()) == 32
