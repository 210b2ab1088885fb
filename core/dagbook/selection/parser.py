"""The selection language: text to `Selection`.

It reads all that Dagster reads, with Dagster's meaning, and bare names where a filter may stand::

    or      a or b   a, b     expression
    and     a and b
    not     not a
    +       +key:a   key:a+   2+key:a+1          all levels, or as many as the number says
            +a  ++a  a+       *a  a*             at a bare name: as many levels as pluses, * for all
    atom    *  key:a  "a"  a  group:g  tag:k=v  kind:k  owner:o  is:x  partitions:p
            ( )  roots( )  sinks( )

`to_text` gives the form that Dagster reads in any combination.
"""

import re
from typing import get_args

from dagbook.errors import SelectionSyntaxError
from dagbook.selection.syntax import (
    All,
    And,
    Attribute,
    Downstream,
    FilterName,
    Key,
    Not,
    Or,
    Roots,
    Selection,
    Sinks,
    Tag,
    Upstream,
)

FILTER_VALUES: dict[str, tuple[str, ...]] = {
    "is": ("external", "materializable"),
    "partitions": ("none", "static", "dynamic", "time", "multipartitions"),
}
"""The filters whose values are known beforehand."""

FILTERS = ("key", "group", "tag", "kind", "owner", "is", "partitions")
_SINGLE_VALUED: dict[str, FilterName] = {name: name for name in get_args(FilterName)}
_DEEPEST = 50

# The characters of Dagster's bare names, and those that an unquoted value may have beside them.
_NAME = r"[\w./\[\]?-]"
_VALUE = r"[\w./\[\]?:@*-]"
_SPACE = re.compile(r"\s*")
_ATTRIBUTE = re.compile(rf"({_NAME}+)\s*:\s*")
_FUNCTION = re.compile(r"(roots|sinks)\s*\(")
_QUOTED = re.compile(r'"([^"]*)"')
_UNQUOTED = re.compile(rf"{_VALUE}+")
_NULL = re.compile(r"<null>")
_EQUAL = re.compile(r"\s*=\s*")
# A star beside a slash or between two characters stands for text; else it is a traversal or `All`.
_BARE = re.compile(rf"(?:\*(?=/))?{_NAME}+(?:\*+{_NAME}+)*(?:(?<=/)\*)?")
_WORD = {
    word: re.compile(rf"(?:{word}|{word.upper()})(?!{_VALUE})") for word in ("and", "or", "not")
}
_COMMA, _OPEN, _CLOSE = re.compile(","), re.compile(r"\("), re.compile(r"\)")
_LAST = re.compile(r"(\w+:?|\S)\s*$")
_UP = re.compile(r"(\d{1,9})\s*\+|\+(?:\s*\+)*|\*(?!/)\+*")
_DOWN = re.compile(r"\+\s*(\d{1,9})|\++\*?|\*")
_ALL = re.compile(r"\*(?=\s*(?:$|[),]|(?:and|or|AND|OR)\b))")


def parse(text: str) -> Selection:
    r"""Return what the selection *text* says.

    Args:
        text: A selection such as ``group:sales and not key:"sales/raw*"``.

    Returns:
        The selection; `dagbook.selection.resolve` finds its assets.

    Raises:
        SelectionSyntaxError: The text cannot be read; its `position` is the place.

    Example:
        >>> parse('2+key:"sales/orders" or kind:sql')
        Or(operands=(Upstream(child=Key(pattern='sales/orders'), depth=2),
                     Attribute(name='kind', value='sql')))
        >>> parse("orders and")
        Traceback (most recent call last):
        ...
        dagbook.errors.SelectionSyntaxError: Selection cannot be read: a selection is expected
        after 'and'.
          orders and
                    ^
    """
    # Dagster reads one bare word as a key, whatever the word.
    if text.strip() in _WORD:
        return Key(text.strip(), bare=True)
    return _Parser(text).whole()


class _Parser:
    """A place in a text; each method reads on from there."""

    __slots__ = ("deep", "place", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.deep = 0

    def whole(self) -> Selection:
        """Read the whole text."""
        selection = self.any_of()
        if self.place < len(self.text):
            raise self.error(self.leftover())
        return selection

    def any_of(self) -> Selection:
        """Read what ``or`` and ``,`` join."""
        self.deep += 1
        if self.deep > _DEEPEST:
            raise self.error(f"selections are nested more than {_DEEPEST} deep")
        operands = [self.all_of()]
        while self.word("or") or self.take(_COMMA):
            operands.append(self.all_of())
        self.deep -= 1
        return _joined(Or, operands)

    def all_of(self) -> Selection:
        """Read what ``and`` joins."""
        operands = [self.negation()]
        while self.word("and"):
            operands.append(self.negation())
        return _joined(And, operands)

    def negation(self) -> Selection:
        """Read any number of ``not`` and what they negate."""
        negations = 0
        while self.word("not"):
            negations += 1
            if self.deep + negations > _DEEPEST:
                raise self.error(f"selections are nested more than {_DEEPEST} deep")
        selection = self.traversal()
        for _ in range(negations):
            selection = Not(selection)
        return selection

    def traversal(self) -> Selection:
        """Read an atom with the levels asked for before and after it."""
        if self.take(_ALL):
            return All()
        self.skip()
        start = self.place
        up = self.take(_UP)
        atom, bare = self.atom()
        self.skip()
        end = self.place
        down = self.take(_DOWN)
        if not up and not down:
            return atom
        traversals: list[Selection] = []
        if up:
            traversals.append(Upstream(atom, self.levels(up, start, bare=bare)))
        if down:
            traversals.append(Downstream(atom, self.levels(down, end, bare=bare)))
        return _joined(Or, traversals)

    def levels(self, match: re.Match[str], place: int, *, bare: bool) -> int | None:
        """Return how many levels *match* asks for; None for all."""
        sign, number = match[0], match[1]
        if number is not None:
            return int(number)
        if bare:
            return None if "*" in sign else sign.count("+")
        if sign == "+":
            return None
        self.place = place
        raise self.error(
            "'*' follows levels only at a bare name; here + takes all levels"
            if "*" in sign
            else "here one + takes all levels; a number such as 2+ limits them"
        )

    def atom(self) -> tuple[Selection, bool]:
        """Read what stands alone, and whether it is a bare name."""
        self.skip()
        if function := self.take(_FUNCTION):
            child = self.group()
            return Roots(child) if function[1] == "roots" else Sinks(child), False
        if self.take(_OPEN):
            return self.group(), False
        if attribute := self.take(_ATTRIBUTE):
            return self.filter(attribute[1], attribute.start(1)), False
        if quoted := self.take(_QUOTED):
            return Key(quoted[1], bare=True), True
        reserved = any(word.match(self.text, self.place) for word in _WORD.values())
        if not reserved and (name := self.take(_BARE)):
            return Key(name[0], bare=True), True
        raise self.error(self.missing("a selection"))

    def group(self) -> Selection:
        """Read on to the closing parenthesis, past it."""
        opened = self.place - 1
        selection = self.any_of()
        if not self.take(_CLOSE):
            if self.place < len(self.text):
                raise self.error(self.leftover())
            self.place = opened
            raise self.error("this parenthesis is not closed")
        return selection

    def filter(self, name: str, place: int) -> Selection:
        """Read the value of the filter *name*, which stands at *place*."""
        if name not in FILTERS:
            self.place = place
            raise self.error(f"there is no filter {name}; there are {', '.join(FILTERS)}")
        self.skip()
        start = self.place
        value = self.value()
        if name == "key":
            return Key(value or "")
        if name == "tag":
            equal = self.take(_EQUAL)
            return Tag(value or "", (self.value(optional=True) or "") if equal else "")
        if name == "partitions" and value is None:
            value = "none"
        known = FILTER_VALUES.get(name)
        if known and value not in known:
            self.place = start
            raise self.error(f"{name}: has only the values {', '.join(known)}")
        return Attribute(_SINGLE_VALUED[name], value)

    def value(self, *, optional: bool = False) -> str | None:
        """Read a value, quoted or not; None for ``<null>``, and where *optional* for none."""
        if quoted := self.take(_QUOTED):
            return quoted[1]
        if unquoted := self.take(_UNQUOTED):
            return unquoted[0]
        if self.take(_NULL) or optional:
            return None
        raise self.error(self.missing("a value"))

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Step over *pattern*, and white space before it, if it comes next."""
        self.skip()
        match = pattern.match(self.text, self.place)
        if match:
            self.place = match.end()
        return match

    def word(self, word: str) -> bool:
        """Step over an operator if it comes next."""
        return self.take(_WORD[word]) is not None

    def skip(self) -> None:
        """Step over white space."""
        if match := _SPACE.match(self.text, self.place):
            self.place = match.end()

    def missing(self, what: str) -> str:
        """Say that *what* is expected here, and what is in its place."""
        if self.text.startswith('"', self.place):
            return "this quote is not closed"
        if self.text.startswith("'", self.place):
            return 'quotes here are double, as in key:"orders"'
        before = _LAST.search(self.text[: self.place])
        return f"{what} is expected" + (f" after '{before[1]}'" if before else "")

    def leftover(self) -> str:
        """Say what is wrong with text after a complete selection."""
        if self.text[self.place] == ")":
            return "no parenthesis is open here"
        return "'and' or 'or' is expected here"

    def error(self, problem: str) -> SelectionSyntaxError:
        """Return the error that points at the place."""
        return SelectionSyntaxError(self.text, self.place, problem)


def _joined(kind: type[And | Or], operands: list[Selection]) -> Selection:
    """Return *operands* joined, those of the same kind merged as Dagster merges them."""
    if len(operands) == 1:
        return operands[0]
    flat: list[Selection] = []
    for operand in operands:
        flat.extend(operand.operands if isinstance(operand, kind) else (operand,))
    return kind(tuple(flat))
