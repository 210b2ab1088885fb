"""What a person sees, as plain values: cards, badges, geometry, pictures, text.

The layer below the session. It draws what it is given and computes no status::

    GraphView ── to_dot() ── layout() ──> Layout ─┬─> to_json() ──> the panel draws
                                                  └─> to_svg()  ──> the static picture
    GraphView + StatusBadges ──> to_text(), assets_table(), alt_text()
"""
