// What Prometheus itself says of its targets.

import { defineMetrics } from './metric.ts';

export const PROMETHEUS_METRICS = defineMetrics('prometheus', {
  up: {
    type: 'gauge',
    labels: [],
    help: '1 if the last scrape of the target worked, else 0. A target that service discovery has lost has no series.',
    source: 'prometheus/prometheus:scrape/scrape.go',
  },
});
