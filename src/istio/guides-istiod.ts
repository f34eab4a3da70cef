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
      ask: 'What did the last one say before it died?',
      command: `kubectl -n ${namespace} logs -l app=istiod --previous --tail=50`,
    },
  ];
}

const CRASHING: Cause = {
  sign: 'Pods restart, `OOMKilled` or exit code 137.',
  means:
    'istiod needs more memory than its limit: it grows with services, endpoints and proxies. Raise the limit; then narrow ' +
    'what each proxy is sent with `Sidecar` resources or discovery selectors.',
};

const UNSCHEDULABLE: Cause = {
  sign: 'Pods are `Pending`.',
  means:
    'No node has room, or a quota, a taint or an affinity rule forbids all of them. `kubectl describe pod` says which.',
};

const NOT_READY: Cause = {
  sign: 'Pods run but are not ready.',
  means:
    'istiod waits for the Kubernetes API or for its certificate: its log says for which. Look for expired credentials of ' +
    'remote clusters, a removed role, a missing secret `cacerts`.',
};

const CANNOT_PULL: Cause = {
  sign: 'Pods are in `ImagePullBackOff` or `CreateContainerConfigError`.',
  means:
    'The image, its pull secret, or a ConfigMap or Secret that the Deployment names is missing. Roll the last change back.',
};

const UPGRADE: Cause = {
  sign: 'An upgrade or a change of the `Istio` resource is going on.',
  means:
    'The new revision does not come up, or the old one went before its workloads were moved. Roll back to the revision that ' +
    'worked, then look at the log of the new one.',
};

const ISTIOD_GONE =
  'Traffic that runs goes on: proxies keep the configuration they have. But no change reaches them, new pods in injected ' +
  'namespaces are refused because the webhook fails closed, and workload certificates, valid for 24 hours and renewed at ' +
  'half of that, run out: within 12 hours at the worst mutual TLS begins to fail. Do not restart workloads to help: ' +
  'their pods might not come back.';

export function istiodDown(mesh: Mesh): Guide {
  return {
    harm: ISTIOD_GONE,
    lookups: [
      answering(mesh),
      { ask: 'Does Prometheus know any target at all? 1 means no.', expr: absent(select(UP, {}, mesh.istiod)) },
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
          'It is the scrape, not istiod: a ServiceMonitor or its labels changed, a network policy keeps Prometheus from port ' +
          '15014, or the selector of the rule (`istio.istiod` in `slo.config.yaml`) no longer fits. Repair it soon: until ' +
          'then nobody would notice a real outage.',
      },
      CRASHING,
      CANNOT_PULL,
      UNSCHEDULABLE,
      NOT_READY,
      UPGRADE,
      {
        sign: 'There is no Deployment, or it is scaled to 0.',
        means:
          'Somebody or a GitOps tool removed it. Put it back before anything else: `kubectl get deploy -A -l app=istiod`.',
      },
    ],
  };
}

export function istiodInstanceUnreachable(mesh: Mesh): Guide {
  return {
    harm:
      'The others serve its proxies, so nothing is broken yet, but there is one less to fail. Proxies that were connected to ' +
      'it reconnect elsewhere.',
    lookups: [answering(mesh), ...replicas(mesh)],
    commands: pods(mesh),
    causes: [
      CRASHING,
      NOT_READY,
      {
        sign: 'The pod is ready and has been for long.',
        means:
          'Only the scrape fails: a network policy, or a node whose network is broken. Other targets on that node tell.',
      },
      {
        sign: 'The node is not ready.',
        means: 'Kubernetes moves the pod after five minutes. If it does not, see `Pending` pods.',
      },
    ],
  };
}

export function istiodRevisionDown(mesh: Mesh): Guide {
  return {
    harm: `Workloads of this revision, and only they, are without a control plane. ${ISTIOD_GONE}`,
    lookups: [...replicas(mesh), answering(mesh), ...hurtProxies(mesh)],
    commands: [
      ...pods(mesh),
      { ask: 'Which proxies belong to it?', command: 'istioctl proxy-status' },
      { ask: 'Which namespaces ask for it?', command: 'kubectl get ns -L istio.io/rev,istio-injection' },
    ],
    causes: [
      UPGRADE,
      CRASHING,
      CANNOT_PULL,
      UNSCHEDULABLE,
      NOT_READY,
      {
        sign: 'Nothing uses the revision any more.',
        means: 'It is left over from an upgrade: delete it, or scale it to 0, and the alert clears.',
      },
    ],
  };
}

export function istiodReplicasLow(mesh: Mesh): Guide {
  return {
    harm: 'Proxies are served by fewer istiods: pushes get slower, and the next failure may be the last. No traffic is hurt yet.',
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
        sign: 'The autoscaler has just asked for more.',
        means: 'Pods that start take a minute or two; the alert waits 15. If they stay away, see `Pending` pods.',
      },
    ],
  };
}

export function istiodMetricsMissing(mesh: Mesh): Guide {
  return {
    harm: 'Nobody is hurt by this itself, but istiod may be down: see whether `IstiodDown` fires, too.',
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
        ask: 'What does it export?',
        command: `kubectl -n ${mesh.namespace} port-forward deploy/DEPLOYMENT 15014 & sleep 2; curl -s localhost:15014/metrics | grep "^pilot_"`,
      },
    ],
    causes: [
      {
        sign: 'No istiod answers.',
        means: 'It is down, or not scraped: a ServiceMonitor that changed, a network policy in front of port 15014.',
      },
      {
        sign: 'Istiod answers, but under labels that the rules do not ask for.',
        means: 'Set `istio.istiod` in `slo.config.yaml` to what it has, and build again.',
      },
      {
        sign: 'Istiod has just been restarted and pushed nothing yet.',
        means: 'Its metrics are born with the first event. Any change to a service brings them back.',
      },
      {
        sign: 'Only this metric is missing.',
        means: 'A relabelling drops it, or another version of Istio calls it otherwise.',
      },
    ],
  };
}
