"""How long a provider takes to start, and how much memory it holds: ours beside its peers."""
