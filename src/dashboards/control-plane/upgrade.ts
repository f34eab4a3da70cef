// Who is connected to what: an upgrade moves proxies from one revision to another, and this shows how far it is.
import { INSTANCE_LABELS } from '../../istio/alert.ts';
import { PROXY_METRICS } from '../../metrics/istio-proxy.ts';
import { ISTIOD_PUSH_METRICS } from '../../metrics/istiod-push.ts';
import { groupLabels, select } from '../../metrics/metric.ts';
import { PROMETHEUS_METRICS } from '../../metrics/prometheus.ts';
import type { Settings } from '../../model/settings.ts';
import { gt, max, num, sum } from '../../promql/build.ts';
import type { Panel } from '../panels/panel.ts';
import { timePanel } from '../panels/time.ts';
import { COUNT_LOOK } from '../shared-looks.ts';
import { OF_CLUSTER, REVISION, total } from './istiod-series.ts';

const HALF = { width: 12, height: 8 };

const { pilot_xds: connected } = ISTIOD_PUSH_METRICS;
const { istio_build: build } = PROXY_METRICS;

export function upgradePanels(settings: Settings): Panel[] {
  return [...versionPanels(settings), ...proxyPanels(settings)];
}

function versionPanels(settings: Settings): Panel[] {
  return [
    timePanel(
      {
        id: 30,
        title: 'Connected proxies by version',
        description:
          'Connections to istiod by the version of the proxy. During an upgrade one version takes over from another.',
        ...HALF,
      },
      [{ expr: gt(total(connected, ['version'], settings), num(0)), legend: 'proxy {{version}}' }],
      COUNT_LOOK,
      { stacked: true },
    ),
    timePanel(
      {
        id: 31,
        title: 'istiods by revision and version',
        description:
          'istiods that answer by revision, and by version. In an upgrade by revisions both run for a while.',
        ...HALF,
      },
      [
        { expr: total(PROMETHEUS_METRICS.up, [REVISION], settings), legend: 'revision {{istio_io_rev}}' },
        { expr: total(build, ['tag'], settings, { component: 'pilot' }), legend: 'version {{tag}}' },
      ],
      COUNT_LOOK,
    ),
  ];
}

function proxyPanels(settings: Settings): Panel[] {
  const tags = groupLabels(build, 'tag');
  const proxies = max(select(build, { component: 'proxy' }, OF_CLUSTER), [...INSTANCE_LABELS, ...tags]);
  return [
    timePanel(
      {
        id: 32,
        title: 'Connections of each istiod',
        description:
          'Proxies connected to each pod. They spread only as connections are made anew, every 30 minutes or so.',
        ...HALF,
      },
      [{ expr: total(connected, ['pod', REVISION], settings), legend: '{{pod}} {{istio_io_rev}}' }],
      COUNT_LOOK,
      { stacked: true },
    ),
    timePanel(
      {
        id: 33,
        title: 'Proxies by version',
        description: 'Proxies that are scraped, connected or not, by version.',
        ...HALF,
      },
      [{ expr: sum(proxies, tags), legend: 'proxy {{tag}}' }],
      COUNT_LOOK,
      { stacked: true },
    ),
  ];
}
