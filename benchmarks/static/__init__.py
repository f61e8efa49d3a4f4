"""The static tier beside the full encoder: what it loses on the theme and stance benches, and how much faster it reads."""
