// Names that circulate in dashboards and alerts but that no current exporter has.

import { HISTOGRAM_PARTS } from './catalogue.ts';

/** Why a metric that people still ask for is not there, and the name to use where there is one. */
export interface GoneMetric {
  readonly instead?: string;
  readonly why: string;
}

const MIXER: GoneMetric = { why: 'Mixer was removed in Istio 1.8' };

/** Names that circulate in dashboards and alerts but that Istio 1.27 does not export. */
export const GONE_METRICS: Readonly<Record<string, GoneMetric>> = Object.freeze({
  pilot_xds_pushes_total: { instead: 'pilot_xds_pushes', why: 'istiod exports its counters without the suffix _total' },
  pilot_total_xds_rejects_total: {
    instead: 'pilot_total_xds_rejects',
    why: 'istiod exports its counters without the suffix _total',
  },
  pilot_xds_connections: { instead: 'pilot_xds', why: 'connected proxies are the gauge pilot_xds, by version' },
  pilot_xds_push_errors: {
    instead: 'pilot_xds_pushes',
    why: 'failed sends are counted in pilot_xds_pushes with type=~".+_senderr"',
  },
  pilot_xds_push_timeout: { instead: 'pilot_xds_write_timeout', why: 'it was renamed' },
  pilot_total_internal_errors: { instead: 'pilot_total_xds_internal_errors', why: 'the name lacks xds' },
  pilot_xds_eds_instances: { why: 'it was removed after Istio 1.6' },
  pilot_xds_eds_all_locality_endpoints: { why: 'it was removed after Istio 1.6' },
  pilot_conflict_outbound_listener_http_over_current_tcp: {
    instead: 'pilot_conflict_outbound_listener_tcp_over_current_tcp',
    why: 'only conflicts between TCP listeners are left',
  },
  pilot_conflict_outbound_listener_tcp_over_current_http: {
    instead: 'pilot_conflict_outbound_listener_tcp_over_current_tcp',
    why: 'only conflicts between TCP listeners are left',
  },
  istio_request_duration_seconds: {
    instead: 'istio_request_duration_milliseconds',
    why: 'it went with Mixer; proxies measure in milliseconds',
  },
});

/** Looks a name up in {@link GONE_METRICS}, the parts of gone histograms and all of `mixer_*` included. */
export function findGoneMetric(name: string): GoneMetric | undefined {
  if (name.startsWith('mixer_')) {
    return MIXER;
  }
  const part = HISTOGRAM_PARTS.find((suffix) => name.endsWith(`_${suffix}`));
  const base = part === undefined ? name : name.slice(0, -part.length - 1);
  const gone = Object.hasOwn(GONE_METRICS, base) ? GONE_METRICS[base] : undefined;
  return part === undefined || gone?.instead === undefined ? gone : { ...gone, instead: `${gone.instead}_${part}` };
}
