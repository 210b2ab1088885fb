"""The form of what a run may set, and what is wrong with what was filled in."""

from enum import Enum
from typing import Literal

import pytest
from pydantic import Field

from dagbook import Config, EnvVar, asset
from dagbook.view.config_form import errors_in, form_of


class Color(Enum):
    RED = "#f00"
    BLUE = "#00f"


class Inner(Config):
    depth: int = Field(3, ge=1, le=9, description="How deep")


class Everything(Config):
    rate: float
    days: int = 7
    on: bool = True
    name: str | None = None
    color: Color = Color.BLUE
    how: Literal["x", "y"] = "x"
    tags: list[str] = Field(default=["a"])
    inner: Inner = Inner()
    token: str = EnvVar("TOKEN")


@asset
def made(config: Everything): ...


@asset(config_schema={"days": int, "name": str})
def schemed(context): ...


@asset
def plain(): ...


FORM = {field.name: field for field in form_of(made)}


@pytest.mark.parametrize(
    ("name", "kind", "default"),
    [
        ("rate", "number", ""),
        ("days", "integer", "7"),
        ("on", "bool", "true"),
        ("name", "text", "null"),
        ("color", "choice", '"BLUE"'),
        ("how", "choice", '"x"'),
        ("tags", "json", '["a"]'),
        ("inner", "fields", ""),
        ("token", "text", ""),
    ],
)
def test_a_field_is_asked_for_as_its_type_and_default_say(name, kind, default):
    assert (FORM[name].kind, FORM[name].default) == (kind, default)
    assert FORM[name].is_required == (name == "rate")


def test_enums_are_chosen_by_name_and_config_in_config_has_words_and_limits():
    assert FORM["color"].choices == ("RED", "BLUE")
    (depth,) = FORM["inner"].fields
    assert (depth.description, depth.hint) == ("How deep", "at least 1, at most 9")


def test_a_variable_of_the_environment_is_named_and_not_read(monkeypatch):
    monkeypatch.setenv("TOKEN", "s3cret")
    assert FORM["token"].hint == "from the environment variable TOKEN"
    assert "s3cret" not in repr(form_of(made))


def test_a_schema_of_config_is_a_form_too():
    assert [(field.name, field.kind) for field in form_of(schemed)] == [
        ("days", "integer"),
        ("name", "text"),
    ]
    assert form_of(plain) == ()


def test_what_is_wrong_is_told_by_field():
    given = {"days": "x", "rate": 1, "color": "RED", "inner": {"depth": 99}}
    found = errors_in(made, given)
    assert set(found) == {"days", "inner.depth"}
    assert "valid integer" in found["days"]
    assert set(errors_in(made, {})) == {"rate"}


def test_what_fits_is_no_error():
    assert errors_in(made, {"rate": 1.5, "color": "RED", "inner": {"depth": 9}}) == {}
    assert errors_in(schemed, {"days": 3, "name": "a"}) == {}
    assert "days" in errors_in(schemed, {"days": "x", "name": "a"})[""]
