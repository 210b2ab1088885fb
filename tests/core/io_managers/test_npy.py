import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp


@settings(max_examples=150)
@given(
    hnp.arrays(
        hnp.scalar_dtypes() | hnp.array_dtypes(max_size=2), hnp.array_shapes(min_dims=0, min_side=0)
    ),
    st.sampled_from("CF"),
)
def test_every_array_comes_back_equal_with_its_dtype_and_order(kept, array, order):
    array = np.asarray(array, order=order)
    found, stored = kept(array)
    assert type(found) is np.ndarray
    assert found.dtype == array.dtype
    assert found.shape == array.shape
    assert found.tobytes() == array.tobytes()
    assert found.flags.f_contiguous == array.flags.f_contiguous
    assert found.flags.writeable
    assert (stored.format == "npy") == (array.dtype.kind != "V")
