"""What knows nothing of assets: digraphs, digests, names, serialisation, time."""
