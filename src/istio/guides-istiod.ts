// Guides on istiod's presence.
import { AGENT_METRICS } from '../metrics/istio-agent.ts';
import { ISTIOD_METRICS } from '../metrics/istiod.ts';
import { KUBE_STATE_METRICS } from '../metrics/kube-state-metrics.ts';
import { groupLabels, select } from '../metrics/metric.ts';
import { PROMETHEUS_METRICS } from '../metrics/prometheus.ts';
import { absent, count, max, min, range, rate, sum, topk } from '../promql/build.ts';
import { INSTANCE_LABELS } from './alert.ts';
import type { Cause, Command, Guide, Lookup, Mesh } from './guide.ts';

const { up: UP } = PROMETHEUS_METRICS;
const { istio_agent_cert_expiry_seconds: CERT, istio_agent_istiod_connection_terminations: TERMINATIONS } =
  AGENT_METRICS;
const { kube_deployment_status_replicas_available: AVAILABLE, kube_deployment_spec_replicas: WANTED } =
  KUBE_STATE_METRICS;

function answering({ istiod }: Mesh): Lookup {
  return { ask: 'Which istiods answer (1) and which do not (0)?', expr: max(select(UP, {}, istiod), INSTANCE_LABELS) };
}

function replicas({ namespace }: Mesh): Lookup[] {
  const deployments = { namespace, deployment: ['=~', 'istiod(-.+)?'] } as const;
  const labels = groupLabels(AVAILABLE, 'cluster', 'namespace', 'deployment');
  return [
    { ask: 'How many replicas of each revision are available …', expr: max(select(AVAILABLE, deployments), labels) },
    { ask: '… and how many are wanted?', expr: max(select(WANTED, deployments), labels) },
  ];
}

function hurtProxies({ rangeMs }: Mesh): Lookup[] {
  return [
    {
      ask: 'Which namespaces have proxies whose connection to istiod breaks?',
      expr: topk(
        10,
        sum(rate(range(select(TERMINATIONS, { type: 'error' }), rangeMs)), groupLabels(TERMINATIONS, 'namespace')),
      ),
    },
    {
      ask: 'How many seconds until the first workload certificate runs out?',
      expr: min(select(CERT, { resource_name: 'default' })),
    },
  ];
}

function pods({ namespace }: Mesh): Command[] {
  return [
    { ask: 'Do the pods run?', command: `kubectl -n ${namespace} get pods -l app=istiod -o wide` },
    {
      ask: 'What happened to them?',
      command: `kubectl -n ${namespace} get events --sort-by=.lastTimestamp | grep -i istiod | tail -20`,
    },
    {
      ask: 'What did the last pod log before it died?',
      command: `kubectl -n ${namespace} logs -l app=istiod --previous --tail=50`,
    },
  ];
}

const CRASHING: Cause = {
  sign: 'Pods restart, `OOMKilled` or exit code 137.',
  means:
    'istiod needs more memory than its limit. The need grows with services, endpoints and proxies. Raise the limit. Then ' +
    'reduce the configuration of each proxy with `Sidecar` resources or discovery selectors.',
};

const UNSCHEDULABLE: Cause = {
  sign: 'Pods are `Pending`.',
  means:
    'No node has room, or a quota, a taint or an affinity rule forbids all nodes. `kubectl describe pod` says which.',
};

const NOT_READY: Cause = {
  sign: 'Pods run but are not ready.',
  means:
    'istiod waits for the Kubernetes API or for its certificate. The log of istiod says which. Look for expired credentials ' +
    'of remote clusters, a removed role, or a missing secret `cacerts`.',
};

const CANNOT_PULL: Cause = {
  sign: 'Pods are in `ImagePullBackOff` or `CreateContainerConfigError`.',
  means: 'The image, its pull secret, or a ConfigMap or Secret of the Deployment is missing. Revert the last change.',
};

const UPGRADE: Cause = {
  sign: 'An upgrade or a change of the `Istio` resource is going on.',
  means:
    'The new revision does not start, or the old revision was removed before its workloads had moved. Roll back to the ' +
    'revision that worked, then look at the log of the new revision.',
};

const ISTIOD_GONE =
  'Running traffic goes on, because proxies keep their configuration. But no change reaches the proxies. New pods in injected ' +
  'namespaces are refused, because the webhook fails closed. Workload certificates are valid for 24 hours and renewed after ' +
  '12 hours, so mutual TLS begins to fail after 12 hours at the earliest. Do not restart workloads: their new pods would be ' +
  'refused.';

export function istiodDown(mesh: Mesh): Guide {
  return {
    harm: ISTIOD_GONE,
    lookups: [
      answering(mesh),
      { ask: 'Does Prometheus know any target of istiod? 1 means no.', expr: absent(select(UP, {}, mesh.istiod)) },
      {
        ask: 'Is there an istiod that the selector of this rule misses?',
        expr: count(
          select(ISTIOD_METRICS.pilot_info),
          groupLabels(ISTIOD_METRICS.pilot_info, 'job', 'namespace', 'pod'),
        ),
      },
      ...replicas(mesh),
      ...hurtProxies(mesh),
    ],
    commands: pods(mesh),
    causes: [
      {
        sign: 'Pods run and are ready.',
        means:
          'The scrape fails, not istiod: a ServiceMonitor or its labels changed, a network policy blocks Prometheus at port ' +
          '15014, or the selector of the rule (`istio.istiod` in `slo.config.yaml`) no longer matches. Repair the scrape soon, ' +
          'because until then nobody would notice a real outage.',
      },
      CRASHING,
      CANNOT_PULL,
      UNSCHEDULABLE,
      NOT_READY,
      UPGRADE,
      {
        sign: 'There is no Deployment, or it is scaled to 0.',
        means:
          'Somebody or a GitOps tool removed the Deployment. Restore the Deployment before anything else: ' +
          '`kubectl get deploy -A -l app=istiod`.',
      },
    ],
  };
}

export function istiodInstanceUnreachable(mesh: Mesh): Guide {
  return {
    harm:
      'Nothing is broken yet: the proxies of this instance reconnect to the other instances. But the mesh has one spare ' +
      'instance less.',
    lookups: [answering(mesh), ...replicas(mesh)],
    commands: pods(mesh),
    causes: [
      CRASHING,
      NOT_READY,
      {
        sign: 'The pod has been ready for a long time.',
        means:
          'Only the scrape fails, because of a network policy or a broken network of the node. Check whether other targets on ' +
          'that node fail, too.',
      },
      {
        sign: 'The node is not ready.',
        means: 'Kubernetes moves the pod after five minutes. If the new pod does not start, see `Pending` pods.',
      },
    ],
  };
}

export function istiodRevisionDown(mesh: Mesh): Guide {
  return {
    harm: `Only the workloads of this revision are without a control plane. ${ISTIOD_GONE}`,
    lookups: [...replicas(mesh), answering(mesh), ...hurtProxies(mesh)],
    commands: [
      ...pods(mesh),
      { ask: 'Which proxies belong to the revision?', command: 'istioctl proxy-status' },
      { ask: 'Which namespaces ask for the revision?', command: 'kubectl get ns -L istio.io/rev,istio-injection' },
    ],
    causes: [
      UPGRADE,
      CRASHING,
      CANNOT_PULL,
      UNSCHEDULABLE,
      NOT_READY,
      {
        sign: 'Nothing uses the revision any more.',
        means: 'The revision is left over from an upgrade. Delete it or scale it to 0, and the alert clears.',
      },
    ],
  };
}

export function istiodReplicasLow(mesh: Mesh): Guide {
  return {
    harm:
      'No traffic is affected yet. Fewer instances serve all proxies, so pushes get slower, and the next failure may take the ' +
      'last instance.',
    lookups: [
      ...replicas(mesh),
      answering(mesh),
      {
        ask: 'How many CPU cores does each istiod use?',
        expr: sum(
          rate(range(select(ISTIOD_METRICS.process_cpu_seconds_total, {}, mesh.istiod), mesh.rangeMs)),
          groupLabels(ISTIOD_METRICS.process_cpu_seconds_total, 'pod', 'instance'),
        ),
      },
    ],
    commands: [
      ...pods(mesh),
      { ask: 'What does the autoscaler want?', command: `kubectl -n ${mesh.namespace} get hpa,pdb` },
    ],
    causes: [
      UNSCHEDULABLE,
      CRASHING,
      NOT_READY,
      {
        sign: 'The autoscaler has just asked for more replicas.',
        means:
          'New pods take a minute or two, and the alert waits for 15 minutes. If the pods do not start, see `Pending` pods.',
      },
    ],
  };
}

export function istiodMetricsMissing(mesh: Mesh): Guide {
  return {
    harm: 'The missing metrics hurt nobody, but istiod may be down: see whether `IstiodDown` fires, too.',
    lookups: [
      answering(mesh),
      {
        ask: 'Is there an istiod under other labels?',
        expr: count(
          select(ISTIOD_METRICS.pilot_info),
          groupLabels(ISTIOD_METRICS.pilot_info, 'job', 'namespace', 'pod'),
        ),
      },
    ],
    commands: [
      ...pods(mesh).slice(0, 1),
      {
        ask: 'Which metrics does istiod export?',
        command: `kubectl -n ${mesh.namespace} port-forward deploy/DEPLOYMENT 15014 & sleep 2; curl -s localhost:15014/metrics | grep "^pilot_"`,
      },
    ],
    causes: [
      {
        sign: 'No istiod answers.',
        means: 'istiod is down or not scraped: a ServiceMonitor changed, or a network policy blocks port 15014.',
      },
      {
        sign: 'istiod answers, but its labels do not match the selector of the rules.',
        means: 'Set `istio.istiod` in `slo.config.yaml` to matchers of these labels, and build again.',
      },
      {
        sign: 'istiod has just been restarted and has pushed nothing yet.',
        means: 'These metrics appear with the first push. Any change to a service brings them back.',
      },
      {
        sign: 'Only this metric is missing.',
        means: 'A relabelling drops the metric, or the metric has another name in this version of Istio.',
      },
    ],
  };
}
