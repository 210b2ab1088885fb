import pytest
from IPython.core.error import UsageError

from dagbook_jupyter.magics.arguments import Magic, new_parser, parse, unquoted


@pytest.fixture
def magic():
    parser = new_parser("try", "Try it.")
    parser.add_argument("words", nargs="*")
    parser.add_argument("--key")
    parser.add_argument("--flag", action="store_true")
    return Magic("try", parser, lambda *_: None)


def test_options_may_stand_between_words(magic):
    found = parse(magic, "a --flag b --key k c")
    assert (found.words, found.key, found.flag) == (["a", "b", "c"], "k", True)


def test_the_line_is_kept(magic):
    assert parse(magic, "a  --key 'x y'").line == "a  --key 'x y'"


@pytest.mark.parametrize(
    ("word", "inner"),
    [
        ('"a b"', "a b"),
        ("'a b'", "a b"),
        ('""', ""),
        ('key:"a b"', 'key:"a b"'),
        ('"a" or "b"', '"a" or "b"'),
        ('"', '"'),
        ("a", "a"),
        ("", ""),
    ],
)
def test_quotes_around_the_whole_are_taken_off(word, inner):
    assert unquoted(word) == inner


@pytest.mark.parametrize("line", ["--key", "--nope", "'open", "a --flag=1"])
def test_what_does_not_fit_is_one_line_with_where_to_look(line, magic):
    with pytest.raises(UsageError, match=r"^%try: .+\. %try\? shows how it is used\.$"):
        parse(magic, line)


def test_options_are_told(magic):
    assert magic.options == ("--key", "--flag")
