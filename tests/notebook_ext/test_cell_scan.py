import types

from dagbook import Definitions, asset
from dagbook_jupyter.cell_scan import MOST_VALUES, changed_names, reach, star_names


def make(name):
    @asset(name=name)
    def made(): ...

    return made


def reached(*values):
    return [each.key.to_user_string() for each in reach(values).assets.values()]


def test_assets_are_reached_through_containers_in_order():
    a, b, c, d = map(make, "abcd")
    assert reached(b, [a, (c, {"x": {"y": [d]}})], a) == ["b", "a", "c", "d"]


def test_a_list_that_holds_itself_ends():
    ring = [make("a")]
    ring.append(ring)
    assert reached([ring, make("b")]) == ["a", "b"]


def test_modules_are_not_looked_into():
    module = types.ModuleType("m")
    module.a = make("a")
    assert reached(module) == []


def test_assets_of_a_definitions_are_not_reached_but_it_is():
    definitions = Definitions([make("a")])
    found = reach([[definitions]])
    assert not found.assets
    assert list(found.definitions.values()) == [definitions]


def test_a_long_list_is_not_read_to_its_end():
    assert reached([0] * MOST_VALUES + [make("a")]) == []


def test_objects_of_real_dagster_are_told():
    kind = type("AssetsDefinition", (), {"__module__": "dagster._core.x"})
    assert list(reach([kind()]).foreign) == ["AssetsDefinition"]
    assert not reach([type("Mine", (), {"__module__": "dagsterish"})()]).foreign


def test_a_changed_name_means_another_object_and_is_not_ipythons():
    kept, other = [], []
    before = {"kept": id(kept), "gone": 1, "other": id(kept)}
    now = {"kept": kept, "other": other, "new": 1, "_1": 5}
    assert changed_names(before, now) == {"other", "new"}


def test_star_names_are_public_or_those_of_all(monkeypatch):
    plain, listed = types.ModuleType("plain_m"), types.ModuleType("listed_m")
    plain.a, plain._b = 1, 2
    listed.a, listed._b, listed.__all__ = 1, 2, ["_b"]
    monkeypatch.setitem(__import__("sys").modules, "plain_m", plain)
    monkeypatch.setitem(__import__("sys").modules, "listed_m", listed)
    assert star_names(["plain_m"]) == {"a"}
    assert star_names(["listed_m", "never_imported"]) == {"_b"}
