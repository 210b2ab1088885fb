from hypothesis import HealthCheck, given, settings
from polars.testing import assert_frame_equal
from polars.testing.parametric import dataframes


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(dataframes(max_cols=4, max_size=5))
def test_every_polars_frame_comes_back_equal_and_of_equal_type(kept, frame):
    found, _ = kept(frame)
    assert found.schema == frame.schema
    assert_frame_equal(found, frame, check_exact=True, categorical_as_str=True)
