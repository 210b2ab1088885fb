import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.errors import SelectionSyntaxError
from dagbook.selection.parser import parse
from dagbook.selection.syntax import (
    All,
    And,
    Attribute,
    Downstream,
    Key,
    Not,
    Or,
    Roots,
    Sinks,
    Tag,
    Upstream,
    to_text,
)

A, B, C = Key("a"), Key("b"), Key("c")

READS = {
    "*": All(),
    "a": A,
    ' "a" ': A,
    "key:a": A,
    "key : a": A,
    'key:"a b"': Key("a b"),
    "12": Key("12"),
    "and": Key("and"),
    "andy": Key("andy"),
    "not_a": Key("not_a"),
    "roots": Key("roots"),
    "sales/*": Key("sales/*"),
    "*/a": Key("*/a"),
    "a*b": Key("a*b"),
    "a*": Downstream(A),
    "*a": Upstream(A),
    "+a": Upstream(A, 1),
    "+++a": Upstream(A, 3),
    "2+a+3": Or((Upstream(A, 2), Downstream(A, 3))),
    "+key:a": Upstream(A),
    "key:a+": Downstream(A),
    "not a and b": And((Not(A), B)),
    "a or b and c": Or((A, And((B, C)))),
    "(a or b) and c": And((Or((A, B)), C)),
    "a or b, c": Or((A, B, C)),
    "not not a": Not(Not(A)),
    "not +a": Not(Upstream(A, 1)),
    "roots(a)": Roots(A),
    "+sinks( a )": Upstream(Sinks(A)),
    "tag:k": Tag("k"),
    "tag:k=v": Tag("k", "v"),
    'tag:"k" = "v w"': Tag("k", "v w"),
    "group:g": Attribute("group", "g"),
    "owner:a@b.com": Attribute("owner", "a@b.com"),
    "partitions:<null>": Attribute("partitions", "none"),
    "kind:<null>": Attribute("kind", None),
    "key:a\nand key:b": And((A, B)),
}


@pytest.mark.parametrize(("text", "selection"), READS.items())
def test_a_text_reads_as(text, selection):
    assert parse(text) == selection


REFUSES = {
    "": (0, "a selection is expected"),
    "   ": (3, "a selection is expected"),
    "a and": (5, "a selection is expected after 'and'"),
    "and a": (0, "a selection is expected"),
    "a b": (2, "'and' or 'or' is expected here"),
    "(a or b": (0, "this parenthesis is not closed"),
    "(a b)": (3, "'and' or 'or' is expected here"),
    "a)": (1, "no parenthesis is open here"),
    "roots()": (6, "a selection is expected after '('"),
    "group:": (6, "a value is expected after 'group:'"),
    "group: and a": (11, "'and' or 'or' is expected here"),
    'key:"a': (4, "this quote is not closed"),
    "key:'a'": (4, 'quotes here are double, as in key:"orders"'),
    "is:new": (3, "is: has only the values external, materializable"),
    "status:failed": (
        0,
        "there is no filter status; there are key, group, tag, kind, owner, is, partitions",
    ),
    "9" * 20 + "+a": (21, "'and' or 'or' is expected here"),
    "is:<null>": (3, "is: has only the values external, materializable"),
    "a and  ++key:a": (7, "here one + takes all levels; a number such as 2+ limits them"),
    "++key:a": (0, "here one + takes all levels; a number such as 2+ limits them"),
    "*key:a": (0, "'*' follows levels only at a bare name; here + takes all levels"),
    "key:a++": (5, "here one + takes all levels; a number such as 2+ limits them"),
    "+*": (1, "a selection is expected after '+'"),
    "+not a": (1, "a selection is expected after '+'"),
}


@pytest.mark.parametrize(("text", "place_and_problem"), REFUSES.items())
def test_a_text_that_cannot_be_read_is_refused_at_the_place(text, place_and_problem):
    with pytest.raises(SelectionSyntaxError) as error:
        parse(text)
    assert (error.value.position, error.value.problem) == place_and_problem


def test_the_error_survives_pickling():
    with pytest.raises(SelectionSyntaxError) as error:
        parse("a and")
    assert str(pickle.loads(pickle.dumps(error.value))) == str(error.value)


@pytest.mark.parametrize("opening", ["(", "roots(", "not ", "+("])
def test_nesting_without_end_is_an_error_of_its_own(opening):
    with pytest.raises(SelectionSyntaxError, match="nested more than 50 deep"):
        parse(opening * 100_000 + "a")


def test_only_what_is_open_counts_as_nested():
    assert parse(", ".join(["(a and b)"] * 200)).operands[0] == And((A, B))
    assert parse("(" * 40 + "a" + ")" * 40) == A


def test_as_many_operands_as_one_likes_can_be_joined():
    assert len(parse(" or ".join(f"k{n}" for n in range(5_000))).operands) == 5_000


@given(st.text("ab12 \"+*():=,'<>/\u00e9\n", max_size=14))
def test_any_text_is_read_or_refused_inside_it(text):
    place = 0
    try:
        parse(text)
    except SelectionSyntaxError as error:
        place = error.position
    assert 0 <= place <= len(text)


names = st.text("abz019_/ *.", min_size=1, max_size=5)
depths = st.none() | st.integers(0, 3)
atoms = (
    st.just(All())
    | st.builds(Key, names)
    | st.builds(Tag, names, names | st.just(""))
    | st.builds(Attribute, st.sampled_from(["group", "kind", "owner"]), st.none() | names)
)


def joined(kind, children):
    def flat(operands):
        return not any(isinstance(each, kind) for each in operands)

    return st.builds(kind, st.lists(children, min_size=2, max_size=3).filter(flat).map(tuple))


selections = st.recursive(
    atoms,
    lambda children: (
        st.builds(Not, children)
        | st.builds(Roots, children)
        | st.builds(Sinks, children)
        | st.builds(Upstream, children, depths)
        | st.builds(Downstream, children, depths)
        | joined(And, children)
        | joined(Or, children)
    ),
    max_leaves=6,
)


@given(selections)
def test_what_is_printed_reads_as_what_was_printed(selection):
    assert parse(to_text(selection)) == selection
