// The control plane at this moment.
import { PROXY_METRICS } from '../../metrics/istio-proxy.ts';
import { ISTIOD_METRICS } from '../../metrics/istiod.ts';
import { ISTIOD_PUSH_METRICS } from '../../metrics/istiod-push.ts';
import { PROMETHEUS_METRICS } from '../../metrics/prometheus.ts';
import type { Settings } from '../../model/settings.ts';
import { num, sub, sum } from '../../promql/build.ts';
import { NEUTRAL_STEPS, type Step, ZERO_STEPS } from '../look.ts';
import type { ControlPlane } from '../overview/survey.ts';
import type { Panel } from '../panels/panel.ts';
import { statPanel } from '../panels/stat.ts';
import { NO_DATA, TIME_LOOK } from '../shared-looks.ts';
import { eventsOf, lowestOf, shareAbove, total } from './istiod-series.ts';

const SIZE = { width: 4, height: 4 };

export function controlPlaneNow({ pushBound, pushObjective }: ControlPlane, settings: Settings): Panel[] {
  const objective: readonly Step[] = [
    [null, 'red'],
    [pushObjective, 'green'],
  ];
  const { pilot_proxy_convergence_time: convergence } = ISTIOD_PUSH_METRICS;
  return [
    ...presence(settings),
    statPanel(
      {
        id: 4,
        title: `Pushes within ${pushBound} s`,
        description: `Share of the pushes that reached their proxy within ${pushBound} s of the end of the debounce. Without pushes there is no share.`,
        ...SIZE,
      },
      [{ expr: sub(num(1), shareAbove(convergence, pushBound, [], settings)) }],
      { unit: 'percentunit', decimals: 2, max: 1, steps: objective, noValue: 'no pushes' },
    ),
    statPanel(
      {
        id: 5,
        title: 'Rejects, last 15 min',
        description:
          'Configurations that proxies rejected. The first one counts too, although its counter is born with it. `istioctl proxy-status` shows which proxy.',
        ...SIZE,
      },
      [{ expr: sum(eventsOf(ISTIOD_PUSH_METRICS.pilot_total_xds_rejects, ['type'], settings)) }],
      { unit: 'none', decimals: 0, steps: ZERO_STEPS, noValue: NO_DATA },
    ),
    statPanel(
      {
        id: 6,
        title: 'Root certificate expires in',
        description:
          'The least over all istiods, for the first root of the bundle. No data where istiod is not the certificate authority.',
        ...SIZE,
      },
      [{ expr: lowestOf(ISTIOD_METRICS.citadel_server_root_cert_expiry_seconds, settings) }],
      { ...TIME_LOOK, steps: EXPIRY_STEPS, noValue: 'no data' },
    ),
  ];
}

/** 7 and 30 days, in seconds, as the alerts have it. */
const EXPIRY_STEPS: readonly Step[] = [
  [null, 'red'],
  [7 * 86_400, 'orange'],
  [30 * 86_400, 'green'],
];

function presence(settings: Settings): Panel[] {
  return [
    statPanel(
      {
        id: 1,
        title: 'istiods that answer',
        description: 'Scraped successfully, by revision. No data: service discovery knows none at all.',
        ...SIZE,
      },
      [{ expr: total(PROMETHEUS_METRICS.up, ['istio_io_rev'], settings), legend: '{{istio_io_rev}}' }],
      {
        unit: 'none',
        decimals: 0,
        steps: [
          [null, 'red'],
          [1, 'green'],
        ],
        noValue: 'none',
      },
      { names: true },
    ),
    statPanel(
      { id: 2, title: 'Versions of istiod', description: 'How many istiods run each version.', ...SIZE },
      [{ expr: total(PROXY_METRICS.istio_build, ['tag'], settings, { component: 'pilot' }), legend: '{{tag}}' }],
      { unit: 'none', decimals: 0, steps: NEUTRAL_STEPS, noValue: NO_DATA },
      { names: true },
    ),
    statPanel(
      {
        id: 3,
        title: 'Proxies connected',
        description: 'Proxies that hold a connection to one of the istiods.',
        ...SIZE,
      },
      [{ expr: total(ISTIOD_PUSH_METRICS.pilot_xds, [], settings) }],
      { unit: 'none', decimals: 0, steps: NEUTRAL_STEPS, noValue: NO_DATA },
    ),
  ];
}
