// What differs between the versions of Istio that are in use, as far as metrics go. The catalogue describes 1.27.1, and this table
// what came and went since: from the notes of the releases 1.28 to 1.31 (https://istio.io/latest/news/releases/).
import { ISTIO_VERSIONS, type IstioVersion } from '../spec/config-schema.ts';

/** The newest that the Sail Operator installs and that is no beta. */
export const DEFAULT_ISTIO_VERSION: IstioVersion = '1.30';

/** A metric that not every version has. */
interface Change {
  readonly names: RegExp;
  /** The first version that has it. */
  readonly since?: IstioVersion;
  /** The first version that has it no more, unless an option is set. */
  readonly until?: IstioVersion;
  readonly help: string;
}

const CHANGES: readonly Change[] = [
  {
    names: /^istiod_remote_cluster_sync_status$/,
    since: '1.29',
    help: 'before, remote_cluster_sync_timeouts_total counts clusters that took too long',
  },
  {
    names: /^envoy_cluster_circuit_breakers_(?:default|high)_remaining_(?:cx|cx_pools|pending|retries|rq)$/,
    until: '1.29',
    help: 'set DISABLE_TRACK_REMAINING_CB_METRICS=false on istiod to have it, or read the gauges whose names end in _open',
  },
];

/** Why a version of Istio does not export a metric, as two sentences; undefined where it may. */
export function lackOf(
  metric: string,
  version: IstioVersion,
): { readonly why: string; readonly help: string } | undefined {
  const order = (release: IstioVersion) => ISTIO_VERSIONS.indexOf(release);
  for (const { names, since, until, help } of CHANGES) {
    if (!names.test(metric)) continue;
    if (since !== undefined && order(version) < order(since)) return { why: `it came with ${since}`, help };
    if (until !== undefined && order(version) >= order(until))
      return { why: `it is off by default since ${until}`, help };
  }
  return undefined;
}
