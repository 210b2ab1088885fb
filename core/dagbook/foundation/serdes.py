"""JSON as dagbook stores it: compact, keys in the order given, nothing lost silently."""

import json
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=True)


def to_json(value: Any) -> str:
    """Return *value* as compact JSON.

    Raises:
        TypeError: *value* holds something JSON has no form for.

    >>> to_json({"a": [1, None]})
    '{"a":[1,null]}'
    """
    return _ENCODER.encode(value)


def from_json(text: str) -> Any:
    """Return the value that `to_json` wrote.

    >>> from_json('{"a":[1,null]}')
    {'a': [1, None]}
    """
    return json.loads(text)
