"""The metrics as Prometheus reads them; the only module that knows its library. Imported when somebody asks first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.core import Metric as Family
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

from steadymesh.web.metrics import METRICS, Kind, Metric, Moment

PREFIX = "steadymesh"


class _Ours(Collector):
    def __init__(self, moment: Callable[[], Moment]) -> None:
        self._moment = moment

    def describe(self) -> list[Family]:
        """Return nothing: the library would ask for values to see what there is."""
        return []

    def collect(self) -> Iterator[Family]:
        """Yield each metric as it is now."""
        moment = self._moment()
        for metric in METRICS:
            yield _family(metric, moment)


class Exposition:
    """Writes the metrics.

    Args:
        moment: Returns what values are read from.
    """

    def __init__(self, moment: Callable[[], Moment]) -> None:
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(_Ours(moment))
        ProcessCollector(namespace=PREFIX, registry=self._registry)

    def text(self) -> bytes:
        """Return the whole text."""
        return generate_latest(self._registry)


def _family(metric: Metric, moment: Moment) -> Family:
    name = f"{PREFIX}_{metric.name}"
    if metric.buckets is not None:
        buckets = metric.buckets(moment)
        return HistogramMetricFamily(name, metric.about, buckets=buckets.cumulated(), sum_value=buckets.total_s)
    family: GaugeMetricFamily | CounterMetricFamily = (
        CounterMetricFamily(name, metric.about, labels=metric.labels)
        if metric.kind is Kind.COUNTER
        else GaugeMetricFamily(name, metric.about, labels=metric.labels)
    )
    for labels, value in metric.read(moment):
        family.add_metric(labels, value)
    return family
