"""Fields of resources that are resources: what they take, with `ResourceDependency` and without."""

from harness import Case

_BASE = """
from typing import Any, List, Optional

import dagster as dg
from pydantic import field_validator


class Inner(dg.ConfigurableResource):
    v: int = 1


class Other(dg.ConfigurableResource):
    v: int = 1


class Finer(Inner):
    w: int = 1


class Store(dg.ConfigurableIOManager):
    def handle_output(self, context, obj): ...

    def load_input(self, context): ...


@dg.resource
def made():
    return "made"


def outer(annotation, default=...):
    fields = {"__annotations__": {"x": annotation}, "__module__": __name__}
    if default is not ...:
        fields["x"] = default
    return type("Outer", (dg.ConfigurableResource,), fields)


def in_run(resource):
    Held = type(resource)

    @dg.asset
    def read(held: dg.ResourceParam[Any]):
        return getattr(held.x, "v", held.x)

    return dg.materialize([read], resources={"held": resource}).output_for_node("read")


D = dg.ResourceDependency
"""

TAKEN = {
    "an instance": "outer(Inner)(x=Inner(v=3)).x.v",
    "an instance of a finer class": "outer(Inner)(x=Finer()).x.w",
    "what makes one": "outer(Inner)(x={'v': 3}).x.v",
    "any resource, where that is said": "outer(dg.ConfigurableResource)(x=Other(v=2)).x.v",
    "anything, where Any is said": "outer(Any)(x=Inner(v=2)).x.v",
    "one or none": "outer(Optional[Inner], None)().x, outer(Optional[Inner], None)(x=Inner()).x.v",
    "several": "[each.v for each in outer(List[Inner])(x=[Inner(), Inner(v=2)]).x]",
    "a dependency of another class": "outer(D[Inner])(x=Other(v=2)).x.v",
    "a dependency of another type": "outer(D[str])(x=3).x, outer(D[List[int]])(x='q').x",
    "a dependency left out": "outer(D[str])().x, outer(D[str], 'own')().x",
    "a dependency in a run": "in_run(outer(D[int])(x=5)), in_run(outer(D[int])())",
    "a dependency made by a function, in a run": "in_run(outer(D[str])(x=made))",
    "an instance in a run": "in_run(outer(Inner)(x=Inner(v=7)))",
    "an IO manager as a dependency": "type(outer(D[dg.IOManager])(x=Store()).x).__name__",
}
REFUSED = {
    "an instance of another class": "outer(Inner)(x=Other())",
    "an instance of another class where none may be": "outer(Optional[Inner], None)(x=Other())",
    "None": "outer(Inner)(x=None)",
    "nothing": "outer(Inner)()",
    "a number": "outer(Inner)(x=3)",
    "a variable of the environment": "outer(Inner)(x=dg.EnvVar('SOME'))",
    "a resource function": "outer(Inner)(x=made)",
    "a resource as text": "outer(str)(x=Other())",
    "a resource function as text": "outer(str)(x=made)",
    "what a validator refuses": """
class Outer(dg.ConfigurableResource):
    x: D[int]

    @field_validator("x")
    @classmethod
    def not_three(cls, value):
        if value == 3:
            raise ValueError("x is three")
        return value


Outer(x=3)
""",
}
CASES = (
    *(Case(f"taken: {name}", f"{_BASE}\nRESULT = {call}\n") for name, call in TAKEN.items()),
    *(
        Case(f"refused: {name}", f"{_BASE}\n{call}\nRESULT = None\n", culprit="x")
        for name, call in REFUSED.items()
    ),
)
