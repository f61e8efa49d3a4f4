"""Engines that could run the encoder, measured beside one another."""
