"""Stance beside its peers: `make bench-stance`."""
