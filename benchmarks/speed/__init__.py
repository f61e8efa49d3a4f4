"""Speed and memory: of the encoder, of labelling from end to end, of a second run, of an archive."""
