"""What pydantic refuses is told with the value got, where user code gave it and it is no secret."""

import traceback
from typing import Any

import pytest
from pydantic import Field, ValidationError, field_validator, model_validator

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.config import Config
from dagbook.authoring.configurable import ConfigurableResource
from dagbook.authoring.env_var import EnvVar
from dagbook.execution.materialize import materialize


class Inner(Config):
    days: int


class Size(Config):
    rows: int = 1
    db_password: int = 1
    word: int = Field(default=1, json_schema_extra={"dagster__is_secret": True})
    inner: Inner | None = None
    facts: dict[str, int] = Field(default_factory=dict)

    @field_validator("rows")
    @classmethod
    def not_thirteen(cls, value):
        if value == 13:
            raise ValueError("thirteen rows")
        return value


class Span(Config):
    first: int = 0
    last: int = 1

    @model_validator(mode="after")
    def in_order(self):
        if self.last < self.first:
            raise ValueError("ends before it begins")
        return self


class Server(ConfigurableResource):
    host: str
    port: int = 80

    @field_validator("host")
    @classmethod
    def known(cls, value):
        if value.startswith("hunter"):
            raise ValueError("an unknown host")
        return value


SHOWN = {
    "a value": (lambda: Size(rows="many"), "rows", "input_value='many', input_type=str"),
    "one that a validator refuses": (lambda: Size(rows=13), "thirteen rows", "input_value=13"),
    "one in a class within": (lambda: Size(inner={"days": "q"}), "inner.days", "input_value='q'"),
    "one in a dict": (lambda: Size(facts={"a": "z"}), "facts.a", "input_value='z'"),
    "one of a resource": (lambda: Server(host="a", port="http"), "port", "input_value='http'"),
    "one that is missing": (lambda: Server(port=1), "host", "Field required"),
    "all of it": (lambda: Span(first=3), "ends before it begins", "input_value="),
}


@pytest.mark.parametrize(("make", "place", "got"), SHOWN.values(), ids=SHOWN)
def test_the_place_and_the_value_got_are_shown(make, place, got):
    with pytest.raises(ValidationError) as raised:
        make()
    assert place in str(raised.value)
    assert got in str(raised.value)


SECRET = {
    "by its name": lambda: Size(db_password="hunter2"),
    "by its field": lambda: Size(word="hunter2"),
    "by its name in a dict": lambda: Size(facts={"api_key": "hunter2"}),
    "beside what is missing": lambda: Server(port=80, token="hunter2"),
    "within what is no mapping of numbers": lambda: Size(inner={"token": "hunter2"}),
    "in a list": lambda: Size(rows=[{"secret": "hunter2"}]),
}


@pytest.mark.parametrize("make", SECRET.values(), ids=SECRET)
def test_a_secret_is_masked(make):
    with pytest.raises(ValidationError) as raised:
        make()
    assert "hunter2" not in str(raised.value)


def whole(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))


def test_what_a_run_reads_of_the_environment_is_not_shown(monkeypatch):
    monkeypatch.setenv("HOST", "hunter2")

    @asset
    def reads(server: Server):
        return server.host

    @asset
    def sized(config: Size):
        return config.rows

    with pytest.raises(Exception, match="an unknown host") as raised:
        materialize([reads], resources={"server": Server(host=EnvVar("HOST"))})
    assert "hunter2" not in whole(raised.value)
    monkeypatch.setenv("ROWS", "13")
    told: dict[str, Any] = {"ops": {"sized": {"config": {"rows": {"env": "ROWS"}}}}}
    with pytest.raises(ValidationError, match="thirteen rows") as refused:
        materialize([sized], run_config=told)
    assert "input_value" not in str(refused.value)


def test_an_error_of_a_users_own_kind_stays_as_it_is():
    from pydantic_core import PydanticCustomError

    class Odd(Config):
        rows: int

        @field_validator("rows")
        @classmethod
        def even(cls, value):
            raise PydanticCustomError("odd_rows", "rows are odd", {"got": value})

    with pytest.raises(ValidationError, match="rows are odd"):
        Odd(rows=3)
