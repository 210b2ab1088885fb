import pytest

from dagbook.errors import CheckError, ParameterCheckError
from dagbook.foundation.parameters import check_named, check_parameter, check_texts


def test_what_fits_or_is_not_given_passes():
    check_parameter("AssetSpec", "description", "text", str)
    check_parameter("AssetSpec", "description", None, str)
    check_texts("AssetSpec", "owners", ["a", "b"])
    check_named("AssetSpec", "metadata", {"a": 1})


@pytest.mark.parametrize(
    ("check", "value", "error", "words"),
    [
        (check_texts, "team:a", ParameterCheckError, r"owners=.*list.*'team:a'"),
        (check_texts, 3, ParameterCheckError, r"owners=.*list.*got 3"),
        (check_texts, [3], CheckError, r"owners=.*got 3 of type int in it"),
        (check_named, 3, ParameterCheckError, r"owners=.*mapping.*got 3"),
        (check_named, {3: 1}, CheckError, r"owners=.*keys.*got 3"),
    ],
)
def test_what_does_not_fit_is_named_with_its_parameter(check, value, error, words):
    with pytest.raises(error, match=words):
        check("AssetSpec", "owners", value)


def test_types_that_fit_are_named():
    with pytest.raises(ParameterCheckError, match="takes str or list; got 3 of type int"):
        check_parameter("AssetIn", "key_prefix", 3, (str, list))
