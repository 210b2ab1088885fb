"""What a person sees, as plain values: cards, partition bars, DOT and SVG."""
