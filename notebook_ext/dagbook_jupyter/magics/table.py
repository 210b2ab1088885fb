"""Every magic, in the order of the documentation."""

from dagbook_jupyter.magics import (
    about,
    accept,
    asset,
    asset_check,
    assets,
    debug_asset,
    history,
    lineage,
    load_asset,
    logs,
    materialize,
    plan,
    prune,
    runs,
    undo,
    use,
    why,
    wipe,
)
from dagbook_jupyter.magics.arguments import Magic

MAGICS: tuple[Magic, ...] = (
    asset.MAGIC,
    asset_check.MAGIC,
    materialize.MAGIC,
    plan.MAGIC,
    assets.MAGIC,
    lineage.MAGIC,
    why.MAGIC,
    accept.MAGIC,
    load_asset.MAGIC,
    history.MAGIC,
    undo.MAGIC,
    wipe.MAGIC,
    prune.MAGIC,
    runs.MAGIC,
    logs.MAGIC,
    debug_asset.MAGIC,
    use.MAGIC,
    about.MAGIC,
)
