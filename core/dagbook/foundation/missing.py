"""A mark for what was not given, where None is a value too."""


class Missing:
    """What was not given; there is one, also in another process.

    Example:
        >>> import pickle
        >>> pickle.loads(pickle.dumps(MISSING)) is MISSING
        True
    """

    __slots__ = ()

    def __repr__(self) -> str:
        """Return a word that error messages can show."""
        return "<not given>"

    def __reduce__(self) -> str:
        """Pickle as the name of the one there is."""
        return "MISSING"


MISSING = Missing()
