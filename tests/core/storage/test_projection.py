from hypothesis import given
from hypothesis import strategies as st

from dagbook.model.asset_key import AssetKey
from dagbook.storage.projection import Projection

keys = st.sampled_from([AssetKey("a"), AssetKey("b")])
partitions = st.sampled_from([None, "x", "y"])
changes = st.one_of(
    st.tuples(st.just("put"), keys, partitions, st.integers()),
    st.tuples(st.just("drop"), keys, partitions | st.just(...)),
    st.tuples(st.just("replace"), keys, st.dictionaries(partitions, st.integers())),
)


@given(st.lists(st.tuples(changes, st.booleans())))
def test_what_was_handed_out_never_changes(history):
    projection, model, handed_out = Projection[int](), {}, []
    for (kind, key, *arguments), hand_out in history:
        getattr(projection, kind)(key, *arguments)
        values = model.setdefault(key, {})
        if kind == "put":
            values[arguments[0]] = arguments[1]
        elif kind == "replace":
            model[key] = dict(arguments[0])
        elif arguments[0] is ...:
            values.clear()
        else:
            values.pop(arguments[0], None)
        if hand_out:
            handed_out.append((projection.snapshot(), {k: dict(v) for k, v in model.items() if v}))
            handed_out.append((projection.view(key), dict(model[key])))
    assert projection.snapshot() == {key: values for key, values in model.items() if values}
    for handed, copy in handed_out:
        assert handed == copy


def test_without_a_change_the_same_objects_come_again():
    projection = Projection[int]()
    projection.put(AssetKey("a"), None, 1)
    projection.put(AssetKey("b"), None, 1)
    before = projection.snapshot()
    assert projection.snapshot() is before
    projection.put(AssetKey("a"), None, 2)
    assert projection.snapshot() is not before
    assert projection.snapshot()[AssetKey("b")] is before[AssetKey("b")]


def test_an_asset_that_has_nothing_is_known_once_it_is_replaced():
    projection = Projection[int]()
    assert AssetKey("a") not in projection
    projection.replace(AssetKey("a"), {})
    assert AssetKey("a") in projection
    assert projection.snapshot() == {}
