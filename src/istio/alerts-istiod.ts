// Alerts on istiod's presence: is it there, is each instance and each revision, does it have its replicas.
import { KUBE_STATE_METRICS } from '../metrics/kube-state-metrics.ts';
import { groupLabels, type Metric, select } from '../metrics/metric.ts';
import { PROMETHEUS_METRICS } from '../metrics/prometheus.ts';
import type { Expr } from '../promql/ast.ts';
import { absent, and, eqv, gt, lt, max, num } from '../promql/build.ts';
import { MINUTE_MS } from '../text/time.ts';
import { type AlertOptions, defineAlerts, INSTANCE_LABELS } from './alert.ts';

const { up: UP } = PROMETHEUS_METRICS;
const { kube_deployment_status_replicas_available: AVAILABLE, kube_deployment_spec_replicas: WANTED } =
  KUBE_STATE_METRICS;

// The exporter's own target labels change when it restarts, which would start every `for` anew; these do not.
function replicas(metric: typeof AVAILABLE, { namespace }: AlertOptions): Expr {
  // Every revision is a Deployment of its own: istiod, istiod-<revision>.
  const deployments = select(metric, { namespace, deployment: ['=~', 'istiod(-.+)?'] });
  return max(deployments, groupLabels(metric, 'cluster', 'namespace', 'deployment'));
}

const REPLICAS: readonly Metric[] = [AVAILABLE, WANTED];

export const ISTIOD_ALERTS = defineAlerts([
  {
    id: 'istiod-down',
    name: 'IstiodDown',
    about: 'control-plane',
    severity: 'critical',
    for: 5 * MINUTE_MS,
    keepFiringFor: 5 * MINUTE_MS,
    summary: 'No istiod can be scraped',
    description:
      'Prometheus has reached no istiod for 5 minutes. Running proxies keep their configuration, but no change ' +
      'reaches them, workload certificates are not renewed (24 h), and new pods in injected namespaces are refused ' +
      'by the webhook. If istiod runs, the scrape or the istiod selector of this rule is at fault.',
    expr: ({ istiod }) => absent(eqv(select(UP, {}, istiod), num(1))),
    inputs: [UP],
    why:
      'What circulates is up{job="istiod"} == 0. With revisions no job has that name in any documented scrape setup, ' +
      'so it can never fire; where it matches, it pages for one of three replicas and is silent once all targets ' +
      'have vanished, because nothing is left to compare with 0. This one asks whether any instance answers. A wrong ' +
      'selector makes it fire at once instead of never. It carries no labels, so cluster and severity come from the ' +
      'rule. It is silent while a single instance of any revision answers, and while crashing instances answer a ' +
      'scrape now and then.',
  },
  {
    id: 'istiod-instance-unreachable',
    name: 'IstiodInstanceUnreachable',
    about: 'control-plane',
    severity: 'warning',
    for: 10 * MINUTE_MS,
    summary: 'An istiod instance cannot be scraped',
    description:
      'Prometheus has not reached istiod {{ $labels.pod }} at {{ $labels.instance }} for 10 minutes, although ' +
      'service discovery lists it.',
    expr: ({ istiod }) => eqv(max(select(UP, {}, istiod), INSTANCE_LABELS), num(0)),
    inputs: [UP],
    why:
      'The same up == 0 as above where it belongs: one instance, a warning. max by instance makes a target that is ' +
      'scraped through two Services count once, and as reached if either way works. It is silent about instances ' +
      'that service discovery does not list: pods that were never created or have no address are IstiodReplicasLow.',
  },
  {
    id: 'istiod-revision-down',
    name: 'IstiodRevisionDown',
    about: 'control-plane',
    severity: 'critical',
    for: 5 * MINUTE_MS,
    requires: 'kube-state-metrics',
    summary: 'A revision of istiod has no replica available',
    description:
      '{{ $labels.deployment }} in {{ $labels.namespace }} should run but has had no available replica for 5 ' +
      'minutes. Proxies of that revision get no configuration and no certificates, and its webhook refuses new pods.',
    expr: (options) => and(eqv(replicas(AVAILABLE, options), num(0)), gt(replicas(WANTED, options), num(0))),
    inputs: REPLICAS,
    why:
      'IstiodDown is content with any revision; proxies are not. Rules that name deployment="istiod" are blind to ' +
      'revisions, and rules that compare with the past (offset, count_over_time) fire whenever the operator deletes ' +
      'an old revision on purpose. Here a Deployment says itself what it wants, so one that is deleted or scaled to ' +
      'zero is silent. So is everything if kube-state-metrics is down or does not keep the namespace label ' +
      '(honor_labels).',
  },
  {
    id: 'istiod-replicas-low',
    name: 'IstiodReplicasLow',
    about: 'control-plane',
    severity: 'warning',
    for: 15 * MINUTE_MS,
    requires: 'kube-state-metrics',
    summary: 'A revision of istiod has fewer replicas than it should',
    description:
      '{{ $labels.deployment }} in {{ $labels.namespace }} has had only {{ $value }} replicas available for 15 ' +
      'minutes, fewer than it asks for.',
    expr: (options) => lt(replicas(AVAILABLE, options), replicas(WANTED, options)),
    inputs: REPLICAS,
    why:
      'Rules that expect a fixed number, such as 3, fail with autoscaling: a new revision starts at 1 and ' +
      'replicaCount is not even rendered while an autoscaler is on. The Deployment states what it wants at the ' +
      'moment. Silent when kube-state-metrics is down, and when the autoscaler itself asks for too little.',
  },
]);
