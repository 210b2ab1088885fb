"""Everything of dagbook that meets Jupyter: the extension, the magics, the panel."""
