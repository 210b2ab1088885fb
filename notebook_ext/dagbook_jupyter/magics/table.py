"""Every magic, in the order of the documentation."""

from dagbook_jupyter.magics import about, asset, assets, lineage, load_asset, materialize, plan, why
from dagbook_jupyter.magics.arguments import Magic

MAGICS: tuple[Magic, ...] = (
    asset.MAGIC,
    materialize.MAGIC,
    plan.MAGIC,
    assets.MAGIC,
    lineage.MAGIC,
    why.MAGIC,
    load_asset.MAGIC,
    about.MAGIC,
)
