// What can go wrong with the mesh, and the alerts that must then fire: with exactly which labels and texts. The test and the
// demo go through the same ones. Knows nothing of how the rules find out.
import type { ActiveAlert, Labels } from '../support/prometheus.ts';
import type { FakeMesh } from './fake-mesh/fake-mesh.ts';
import { fires } from './watch.ts';
import type { World } from './world.ts';

/** An alert as the person on call gets it. */
export interface ExpectedAlert {
  readonly labels: Labels;
  readonly summary: string;
  readonly description: RegExp;
  /** Bounds of its value: error ratios while the fault is still spreading through the window. */
  readonly value: { readonly least: number; readonly most: number };
}

export interface Incident {
  /** What is wrong, in words. */
  readonly says: string;
  cause(mesh: FakeMesh): void;
  end(mesh: FakeMesh): void;
  readonly alerts: readonly [ExpectedAlert, ...ExpectedAlert[]];
}

const PERCENT = String.raw`-?[\d.]+(?:e\+\d+)?%`;

/** A description in which `%` stands for any percentage. */
function text(template: string): RegExp {
  const escaped = template.replaceAll(/[.()]/g, String.raw`\$&`);
  return new RegExp(
    `^${escaped.replaceAll('{LEFT}', `(?:${PERCENT} of the 30d budget is left|The 30d budget is overspent by ${PERCENT}); the last [0-9a-z]+ may not be counted yet\\.`).replaceAll('{%}', PERCENT)}$`,
  );
}

/** What is left, or that it is overspent: a fault spends a month's budget within seconds of the faster clock. */
const LEFT = `{LEFT}`;
const SERVICE = (name: string) => `destination_service_namespace=bookinfo, destination_service_name=${name}: `;
const OF_SERVICE = (name: string) => ({ destination_service_namespace: 'bookinfo', destination_service_name: name });
const FAST_PAGE = {
  alertname: 'ErrorBudgetBurn',
  severity: 'critical',
  team: 'platform',
  slo_tier: 'page-fast',
  slo_long_window: '1h',
  slo_short_window: '5m',
  slo_factor: '14.4',
};
const BURNS = (slo: string) => `${slo} burns its error budget at more than 14.4 times the sustainable rate.`;

/** A fifth of the requests to one small service fail: 0.6 % of the mesh's requests. */
export const SERVICE_FAILS: Incident = {
  says: 'a fifth of the requests to ratings fail with 503',
  cause: (mesh) => mesh.failRequests('ratings', 0.2),
  end: (mesh) => mesh.failRequests('ratings', 0),
  alerts: [
    {
      labels: {
        alertname: 'HighSidecarErrorRate',
        severity: 'warning',
        team: 'platform',
        slo: 'request-success',
        slo_service: 'istio-mesh',
        ...OF_SERVICE('ratings'),
      },
      summary: `${SERVICE('ratings')}more than 1% of events were bad in istio-mesh/request-success.`,
      description: text(
        `${SERVICE('ratings')}{%} of the events in the last 5m were bad. The alert fires above 1%. ${LEFT}`,
      ),
      value: { least: 0.01, most: 0.25 },
    },
    {
      labels: { ...FAST_PAGE, slo: 'request-success', slo_service: 'istio-mesh', ...OF_SERVICE('ratings') },
      summary: `${SERVICE('ratings')}${BURNS('istio-mesh/request-success')}`,
      description: text(
        `${SERVICE('ratings')}{%} of the events in the last 1h were bad. ` +
          `The alert fires above 1.44% (14.4 × the budget of 0.1%) over 1h and 5m. It goes on while page-slow fires. ${LEFT}`,
      ),
      value: { least: 0.0144, most: 0.25 },
    },
  ],
};

export const SERVICE_IS_SLOW: Incident = {
  says: 'details takes 800 ms for every response',
  cause: (mesh) => mesh.slowResponses('details', 1),
  end: (mesh) => mesh.slowResponses('details', 0),
  alerts: [
    {
      labels: { ...FAST_PAGE, slo: 'request-latency', slo_service: 'istio-mesh', ...OF_SERVICE('details') },
      summary: `${SERVICE('details')}${BURNS('istio-mesh/request-latency')}`,
      description: text(
        `${SERVICE('details')}{%} of the events in the last 1h were too slow. ` +
          `The alert fires above 14.4% (14.4 × the budget of 1%) over 1h and 5m. It goes on while page-slow fires. ${LEFT}`,
      ),
      value: { least: 0.144, most: 1 },
    },
  ],
};

export const PUSHES_ARE_SLOW: Incident = {
  says: 'configuration takes seconds to reach the proxies',
  cause: (mesh) => mesh.slowPushes(true),
  end: (mesh) => mesh.slowPushes(false),
  alerts: [
    {
      labels: { ...FAST_PAGE, slo: 'config-push', slo_service: 'istiod' },
      summary: BURNS('istiod/config-push'),
      description: text(
        `{%} of the events in the last 1h were too slow. ` +
          `The alert fires above 14.4% (14.4 × the budget of 1%) over 1h and 5m. It goes on while page-slow fires. ${LEFT}`,
      ),
      value: { least: 0.144, most: 1 },
    },
  ],
};

/** It cannot be ended: an event that must not happen has happened. */
export const PROXY_REJECTS: Incident = {
  says: 'one proxy rejects one configuration',
  cause: (mesh) => mesh.rejectConfiguration(),
  end: () => undefined,
  alerts: [
    {
      labels: {
        alertname: 'PilotPushErrors',
        severity: 'warning',
        team: 'platform',
        slo: 'xds-rejects',
        slo_service: 'istiod',
        type: 'lds',
      },
      summary: 'A proxy has rejected the configuration that istiod pushed to it.',
      description: /istioctl proxy-status/,
      value: { least: 1, most: 1 },
    },
  ],
};

export const ONE_ISTIOD_GONE: Incident = {
  says: 'one of three istiods crashes',
  cause: (mesh) => mesh.crashIstiods(1),
  end: (mesh) => mesh.restartIstiods(),
  alerts: [
    {
      labels: {
        alertname: 'IstiodInstanceUnreachable',
        severity: 'warning',
        team: 'platform',
        slo_service: 'istiod',
        namespace: 'istio-system',
        pod: 'istiod-default-v1-26-4-7b5f9c6d88-ql7zt',
        instance: '10.128.2.13:15014',
      },
      summary: 'An istiod instance cannot be scraped',
      description: text(
        'Prometheus has not reached istiod istiod-default-v1-26-4-7b5f9c6d88-ql7zt at 10.128.2.13:15014 ' +
          'for 10 minutes, although service discovery lists it.',
      ),
      value: { least: 0, most: 0 },
    },
  ],
};

export const ALL_ISTIODS_GONE: Incident = {
  says: 'all istiods crash',
  cause: (mesh) => mesh.crashIstiods(3),
  end: (mesh) => mesh.restartIstiods(),
  alerts: [
    {
      labels: {
        alertname: 'IstiodDown',
        severity: 'critical',
        team: 'platform',
        slo: 'availability',
        slo_service: 'istiod',
      },
      summary: 'No istiod answers.',
      description: /pods in injected namespaces cannot be created/,
      value: { least: 1, most: 1 },
    },
  ],
};

/** Waits for an alert, and throws what is wrong with it when it is not as the person on call should get it. */
export async function sees(
  { prometheus }: World,
  { labels, summary, description, value }: ExpectedAlert,
  withinMs?: number,
): Promise<ActiveAlert> {
  const alert = await fires(prometheus, labels, withinMs);
  const { annotations } = alert;
  const measured = Number(alert.value);
  if (annotations.summary !== summary) throw new Error(`${labels.alertname} says: ${annotations.summary}`);
  if (!description.test(annotations.description ?? '')) {
    throw new Error(`${labels.alertname} does not say ${description} but: ${annotations.description}`);
  }
  if (measured < value.least || measured > value.most) throw new Error(`${labels.alertname} measures ${alert.value}`);
  return alert;
}
