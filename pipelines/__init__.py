"""How parley is made and run: every file, store, clock and screen it touches lives below this package."""
