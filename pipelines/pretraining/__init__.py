"""Making the stance that parley ships: examples, network, training, export. Needs torch; `train` and `label` do not."""
