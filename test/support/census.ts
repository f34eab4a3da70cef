// The kinds of scenarios by what they belong to. ` *` stands after those of which there are variants: windows, selectors, ages.

/** Of every SLO with a budget. */
export const EVERY: readonly string[] = [
  'texts *',
  'texts',
  'no-traffic-ever',
  'constants',
  'period',
  'budget-known',
  'window-length *',
  'less-than-one-event',
  'tiles',
  'missed-evaluations',
  'open-part',
];

/** Of one that counts events. */
export const EVENTS: readonly string[] = [
  'relabelled',
  'absent',
  'restart',
  'newborns',
  'newborns *',
  'label-coverage',
  'healthy',
  'births',
  'births *',
  'total-outage',
  'no-traffic',
  'others-alone',
];

/** Of one that reads a histogram, besides. */
export const LATENCY: readonly string[] = [
  'negative-difference',
  'healthy-other-spelling',
  'torn-scrape',
  'bucket-gone',
];

/** Of one that counts time. */
export const TIME: readonly string[] = ['condition-holds', 'condition-missed', 'data-gone-bad', 'begins-to-watch'];

/** Of one that tolerates no event. */
export const ZERO: readonly string[] = [
  'prometheus-away',
  'later-event',
  'unmoved',
  'each-once',
  'targets-counted',
  'first-event',
  'young-process',
  'process-dies',
  'restart',
  'absent',
];

/** Of one that knows which requests clients gave up. */
export const HANGS: readonly string[] = [
  'hangs-as-usual',
  'hangs-few',
  'hangs-many-more',
  'hangs-more',
  'hangs-most',
  'hangs-not-most',
  'hangs-young-many',
  'hangs-young-some',
  'hangs-usually-idle',
  'hangs-usually-none',
  'hangs-window *',
  'hangs-usual-share',
];

/** Of every tier. */
export const TIER: readonly string[] = ['fires-and-clears', 'single-failure'];

/** Of a tier that does not mind the age of its data, besides. */
export const TIER_WITHOUT_AGE: readonly string[] = ['condition'];

/** Of such a tier of an SLO with groups. */
export const TIER_IN_GROUPS: readonly string[] = ['other-groups'];

/** Of a tier that minds the age of its data, besides. */
export const TIER_WITH_AGE: readonly string[] = ['age', 'condition-begins', 'condition-goes-on'];

/** Of a tier whose short window is not added up from tiles. */
export const TIER_OF_RATES: readonly string[] = ['condition-ends-late'];

/** Of a tier that a slower one holds. */
export const TIER_HELD: readonly string[] = ['held-by-slower'];

/** Of a named alert. */
export const THRESHOLD: readonly string[] = [
  'blip-then-no-traffic',
  'short-blip',
  'surge',
  'condition',
  'condition-ends-late',
  'condition-steady',
  'fires-and-clears',
];

/** Of each preset alert. */
export const ALERTS: Readonly<Record<string, readonly string[]>> = {
  IstioGatewayNoRoute: ['fails', 'near-limit'],
  IstioLatencyMetricsMissing: [
    'durations-gone destination',
    'durations-gone source',
    'everything-gone destination',
    'everything-gone source',
  ],
  IstioMetricsMissing: ['gone destination', 'gone source', 'gone source+destination'],
  IstioVersionSkew: ['upgrades'],
  IstiodCertChainExpiring: ['expired', 'expires'],
  IstiodDown: ['targets-gone', 'none-answers', 'one-answers'],
  IstiodInstanceUnreachable: ['answers-one-scrape', 'stops-answering', 'target-gone'],
  IstiodPushSendFailing: ['one-kind-fails', 'births', 'on-limit', 'fails'],
  IstiodReplicasLow: ['few-replicas', 'scaled-to-zero', 'exporter-restarts', 'two-exporters'],
  IstiodRevisionDown: ['few-replicas', 'scaled-to-zero', 'exporter-restarts', 'two-exporters'],
  IstiodRootCertExpiring: ['expired', 'expires'],
  IstiodRootCertExpiringSoon: ['expired', 'expires'],
  MeshConfigConflicts: ['conflicts', 'target-gone'],
  ProxiesDisconnected: ['near-limit', 'restarts', 'fails'],
  SidecarInjectionFailing: [
    'prometheus-away',
    'unwatched-process',
    'second-scrape',
    'process-dies',
    'restarts',
    'known-counter',
    'births',
    'monitor-renamed',
  ],
  WorkloadCertNotRotating: ['expired', 'expires'],
};

/** What only some specs bring about. */
export const RARE: readonly string[] = [
  'replaced',
  'replaced-late',
  'born-later',
  'events-of-others',
  'found-in-part',
  'deciding-labels-gone *',
  'group-label-gone',
  'data-gone-good',
  'data-gone-ignored',
  'first-event *',
  'count',
  'base-window *',
  'level',
];
