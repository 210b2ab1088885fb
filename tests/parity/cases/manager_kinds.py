"""What may be bound to the key of an IO manager or an input manager; what a source asset brings."""

from harness import Case

_BASE = """
import dagster as dg


class Kept(dg.IOManager):
    def handle_output(self, context, obj): ...

    def load_input(self, context):
        return "kept"


class Alike:
    def handle_output(self, context, obj): ...

    def load_input(self, context):
        return "alike"


class Loads(dg.InputManager):
    def load_input(self, context):
        return "loaded"


class Settings(dg.ConfigurableResource):
    size: int = 1


class Configured(dg.ConfigurableIOManager):
    size: int = 1

    def handle_output(self, context, obj): ...

    def load_input(self, context):
        return self.size


class Factory(dg.ConfigurableIOManagerFactory):
    kind: str = "kept"

    def create_io_manager(self, context):
        return {"kept": Kept, "alike": Alike, "none": int}[self.kind]()


@dg.asset
def a():
    return 1


@dg.asset(ins={"a": dg.AssetIn(input_manager_key="loader")})
def reads(a):
    return a


@dg.asset
def raw_reader(raw):
    return raw


@dg.op(out=dg.Out(io_manager_key="store"))
def made():
    return 1


@dg.op(ins={"x": dg.In(input_manager_key="loader")})
def read(x):
    return x


@dg.graph
def ops():
    read(made())


def value(name, *assets, **resources):
    return dg.materialize(list(assets), resources=resources).output_for_node(name)
"""

TAKEN = {
    "an IO manager": "value('a', a, io_manager=Kept())",
    "its definition": (
        "value('a', a, io_manager=dg.IOManagerDefinition.hardcoded_io_manager(Kept()))"
    ),
    "a function that makes one": "value('a', a, io_manager=dg.io_manager(lambda: Kept()))",
    "one with settings": "value('a', a, io_manager=Configured(size=3))",
    "one configured": "value('a', a, io_manager=dg.fs_io_manager.configured({'base_dir': '.'}))",
    "one that gets its settings at launch": (
        "value('a', a, io_manager=Configured.configure_at_launch())"
    ),
    "what makes one of settings": "value('a', a, io_manager=Factory())",
    "its definition in the older form": (
        "value('a', a, io_manager=Factory().get_resource_definition())"
    ),
    "an input manager's definition": "value('reads', a, reads, loader=dg.input_manager(lambda: 7))",
    "an IO manager that only loads here": "value('reads', a, reads, loader=Kept())",
    "one with settings that only loads": "value('reads', a, reads, loader=Configured(size=4))",
    "of ops": (
        "ops.execute_in_process(resources={'store': Kept(), 'loader': Kept()})"
        ".output_for_node('read')"
    ),
    "what a source asset brings": (
        "value('raw_reader', raw_reader, dg.SourceAsset('raw', io_manager_def=Kept()))"
    ),
    "what a source asset brings under a key": """value(
    "raw_reader",
    raw_reader,
    dg.SourceAsset("raw", io_manager_key="own", resource_defs={"own": Configured(size=5)}),
)""",
    "what a source asset's own IO manager requires": """value(
    "raw_reader",
    raw_reader,
    dg.SourceAsset(
        "raw",
        io_manager_key="own",
        resource_defs={
            "own": dg.io_manager(required_resource_keys={"size"})(
                lambda context: Configured(size=context.resources.size)
            ),
            "size": dg.ResourceDefinition.hardcoded_resource(6),
        },
    ),
)""",
    "what a source asset brings, in definitions": """(
    dg.Definitions(
        [raw_reader, dg.SourceAsset("raw", io_manager_def=Kept())],
        jobs=[dg.define_asset_job("all")],
    )
    .resolve_job_def("all")
    .execute_in_process()
    .output_for_node("raw_reader")
)""",
    "a value of a source asset that brings its IO manager": (
        "dg.Definitions([dg.SourceAsset('raw', io_manager_def=Kept())]).load_asset_value('raw')"
    ),
}
REFUSED = {
    "an object alike": ("value('a', a, io_manager=Alike())", "'io_manager' required by output"),
    "a number": ("value('a', a, io_manager=3)", "'io_manager' required by output"),
    "nothing": ("value('a', a, io_manager=None)", "'io_manager' required by output"),
    "the class of an IO manager": ("value('a', a, io_manager=Kept)", "the class Kept"),
    "the class of one with settings": (
        "value('a', a, io_manager=Configured)",
        "the class Configured",
    ),
    "a resource with settings": ("value('a', a, io_manager=Settings())", "is Settings"),
    "a resource that holds an IO manager": (
        "value('a', a, io_manager=dg.ResourceDefinition.hardcoded_resource(Kept()))",
        "is ResourceDefinition",
    ),
    "a resource function that makes one": (
        "value('a', a, io_manager=dg.ResourceDefinition(lambda context: Kept()))",
        "is ResourceDefinition",
    ),
    "an input manager that is to store": (
        "value('a', a, io_manager=dg.input_manager(lambda: 7))",
        "is InputManagerDefinition",
    ),
    "an input manager's instance": (
        "value('reads', a, reads, loader=Loads())",
        "'loader' required",
    ),
    "a number that is to load": (
        "value('reads', a, reads, loader=3)",
        "'loader' required by input",
    ),
    "a function that makes what is alike": (
        "value('a', a, io_manager=dg.io_manager(lambda: Alike()))",
        "Alike",
    ),
    "settings that make what is alike": (
        "value('a', a, io_manager=Factory(kind='alike'))",
        "Alike",
    ),
    "settings that make a number": (
        "value('a', a, io_manager=Factory(kind='none'))",
        "0 of type int",
    ),
    "of an op": ("ops.execute_in_process(resources={'store': 3, 'loader': Kept()})", "op 'made'"),
    "of an op's input": (
        "ops.execute_in_process(resources={'store': Kept(), 'loader': 3})",
        "op 'read'",
    ),
    "of an op within an asset": (
        "value('g', dg.AssetsDefinition.from_op(made), store=3)",
        "'store' required",
    ),
    "of what is read": (
        "value('raw_reader', raw_reader, dg.SourceAsset('raw', io_manager_key='own'), own=3)",
        "required by external asset raw",
    ),
    "of what an asset brings": (
        "value('z', dg.asset(name='z', io_manager_def=3)(lambda: 1))",
        "z__io",
    ),
    "in definitions": (
        "dg.Definitions.validate_loadable(dg.Definitions([a], resources={'io_manager': 3}))",
        "'io_manager' required by output 'result' of op 'a'",
    ),
    "in with_resources": ("dg.with_resources([a], {'io_manager': 3})", "'io_manager' required"),
    "one that a source asset brings and the run binds too": (
        """value(
    "raw_reader",
    raw_reader,
    dg.SourceAsset("raw", io_manager_key="own", resource_defs={"own": Kept()}),
    own=Kept(),
)""",
        "own",
    ),
}
CASES = (
    *(Case(f"taken: {name}", f"{_BASE}\nRESULT = {call}\n") for name, call in TAKEN.items()),
    *(
        Case(f"refused: {name}", f"{_BASE}\nRESULT = {call}\n", culprit=said)
        for name, (call, said) in REFUSED.items()
    ),
)
