import time
from pipelines.cost import Clock
from pipelines.learning import learn
def test_x(inputs, small_config, encoder):
    c0=time.process_time()
    f=learn(inputs, small_config, encoder, Clock(print)); print("cpu", time.process_time()-c0, len(inputs.labels), len(f.pairs.stances), f.themes.calibrated_on)
    import collections; print(collections.Counter(f.pairs.stances))
