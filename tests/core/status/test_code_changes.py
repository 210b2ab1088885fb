import pytest

from dagbook.model.asset_key import AssetKey
from dagbook.status.code_changes import code_causes
from dagbook.versions.parts import Fingerprint, Part

ORDERS = AssetKey("orders")
OWN = Part("orders", "function", "o", "def orders():\n    return clean(N)\n", "<cell-1>:1")


def helper(digest, source):
    return Part("clean", "function", digest, source, "<cell-7>:3")


def value(digest, where):
    return Part("N", "value", digest, None, where)


def package(version):
    return Part("pandas", "package", version, None, version)


def code(name, *parts, risks=()):
    return Fingerprint(name, None, (OWN, *parts), risks)


def place_of(filename):
    return filename.strip("<>").replace("-", " ")


CASES = {
    "helper edited": (
        code("a", helper("1", "def clean(n):\n    return n\n")),
        code("b", helper("2", "def clean(n):\n    return n + 1\n")),
        [
            (
                "`clean()` changed in cell 7",
                " def clean(n):\n-    return n\n+    return n + 1",
            )
        ],
    ),
    "value": (
        code("a", value("1", "1")),
        code("b", value("2", "2")),
        [("`N` changed from 1 to 2", "")],
    ),
    "package": (
        code("a", package("3.0.0")),
        code("b", package("3.1.1")),
        [("`pandas` changed from 3.0.0 to 3.1.1", "")],
    ),
    "helper new": (
        code("a"),
        code("b", helper("1", "def clean(n): ...\n")),
        [("`clean()` is used now", "")],
    ),
    "helper gone": (
        code("a", helper("1", "def clean(n): ...\n")),
        code("b"),
        [("`clean()` is not used any more", "")],
    ),
    "equal parts swapped": (code("a"), code("b"), [("its code changed", "")]),
    "same": (code("a"), code("a"), []),
    "unknown now": (
        code("a"),
        code(None, risks=("N is a generator",)),
        [("its code version is not known; N is a generator", "")],
    ),
    "nothing stored": (None, code("b"), [("has a new code version", "")]),
}


@pytest.mark.parametrize("name", CASES)
def test_what_changed_is_named_with_its_diff(name):
    old, new, expected = CASES[name]
    was = old.value if old else "a"
    causes = code_causes(ORDERS, was, old, new, place_of)
    assert [(cause.reason, cause.detail) for cause in causes] == expected


@pytest.mark.parametrize(
    ("was", "now", "reason"),
    [
        ("user:1", "user:2", "its code_version changed from 1 to 2"),
        ("user:1", "f", "its code_version 1 is gone"),
        ("f", "user:2", "its code_version is 2 now"),
        (None, "f", "what code made it is not known: it changed meanwhile, or cannot be compared"),
    ],
)
def test_the_users_versions_are_said_as_they_are(was, now, reason):
    [cause] = code_causes(ORDERS, was, None, Fingerprint(now, None))
    assert cause.reason == reason


def test_a_diff_of_several_places_says_where_each_is():
    lines = [f"    x = {i}\n" for i in range(30)]
    edited = ["    x = 'first'\n", *lines[1:-1], "    x = 'last'\n"]
    [cause] = code_causes(
        ORDERS,
        "a",
        code("a", helper("1", "".join(lines))),
        code("b", helper("2", "".join(edited))),
    )
    assert cause.detail.count("@@ -") == 2
