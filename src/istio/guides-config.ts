// Guides on the way of configuration to the proxies: injection, conflicts, sending, rejection, the time it takes.
import { ISTIOD_METRICS } from '../metrics/istiod.ts';
import { ISTIOD_PUSH_METRICS } from '../metrics/istiod-push.ts';
import { groupLabels, type Metric, select, selectPart } from '../metrics/metric.ts';
import type { Expr, Selector } from '../promql/ast.ts';
import { gt, increase, labelReplace, max, num, or, range, rate, sum, topk } from '../promql/build.ts';
import { HOUR_MS } from '../text/time.ts';
import { INSTANCE_LABELS } from './alert.ts';
import { type Cause, type Guide, type Lookup, type Mesh, quantile } from './guide.ts';

const {
  pilot_xds: CONNECTED,
  pilot_xds_pushes: PUSHES,
  pilot_xds_write_timeout: WRITE_TIMEOUTS,
  pilot_total_xds_internal_errors: INTERNAL_ERRORS,
  pilot_total_xds_rejects: REJECTS,
  pilot_proxy_convergence_time: CONVERGENCE,
  pilot_proxy_queue_time: QUEUE,
  pilot_debounce_time: DEBOUNCE,
  pilot_xds_push_time: PUSH_TIME,
  pilot_xds_config_size_bytes: CONFIG_SIZE,
  pilot_push_triggers: TRIGGERS,
} = ISTIOD_PUSH_METRICS;
const {
  process_cpu_seconds_total: CPU,
  process_resident_memory_bytes: MEMORY,
  sidecar_injection_requests_total: ASKED,
  sidecar_injection_success_total: INJECTED,
  sidecar_injection_failure_total: FAILED,
  pilot_k8s_cfg_events: CONFIG_EVENTS,
} = ISTIOD_METRICS;

const BY_POD = groupLabels(CPU, 'pod', 'instance');

function load({ istiod, rangeMs }: Mesh): Lookup[] {
  return [
    { ask: 'CPU cores that each istiod uses:', expr: sum(rate(range(select(CPU, {}, istiod), rangeMs)), BY_POD) },
    { ask: 'Memory of each istiod, in bytes:', expr: max(select(MEMORY, {}, istiod), BY_POD) },
    { ask: 'Proxies connected to each istiod:', expr: sum(select(CONNECTED, {}, istiod), BY_POD) },
  ];
}

function slowest(metric: Metric, { istiod, rangeMs }: Mesh, ...by: readonly string[]) {
  return quantile(0.99, sum(rate(range(selectPart(metric, 'bucket', {}, istiod), rangeMs)), ['le', ...by]));
}

const STORM: Cause = {
  sign: 'Many pushes, most of them for one trigger.',
  means:
    'Objects change all the time. Trigger `endpoint`: a rollout, or pods that flap between ready and not ready. Trigger ' +
    '`config` or `service`: a controller or a GitOps tool writes the same objects over and over. Stop that controller.',
};

const TOO_LARGE: Cause = {
  sign: 'Configurations of many megabytes.',
  means:
    'Each proxy gets the configuration of the whole mesh. Reduce it with `Sidecar` resources or `discoverySelectors`. More ' +
    'CPU for istiod helps for the moment.',
};

export function configPush(mesh: Mesh): Guide {
  const { istiod, rangeMs } = mesh;
  return {
    harm:
      'Changes reach the proxies late: new pods get no traffic yet, and proxies still send to pods that are gone. Requests ' +
      'fail around rollouts (flags `UF`, `UH`). All other traffic goes on.',
    lookups: [
      { ask: 'How long do pushes take, P99 in seconds, by instance?', expr: slowest(CONVERGENCE, mesh, ...BY_POD) },
      { ask: 'How long do pushes wait in the queue, in seconds …', expr: slowest(QUEUE, mesh) },
      {
        ask: '… and how long does istiod need to make and send a push, by type?',
        expr: slowest(PUSH_TIME, mesh, 'type'),
      },
      {
        ask: 'How long does istiod collect changes before a push? (Not part of the SLO.)',
        expr: slowest(DEBOUNCE, mesh),
      },
      {
        ask: 'What triggers pushes, in pushes a second?',
        expr: topk(10, sum(rate(range(select(TRIGGERS, {}, istiod), rangeMs)), ['type'])),
      },
      { ask: 'How large are the configurations, P99 in bytes?', expr: slowest(CONFIG_SIZE, mesh, 'type') },
      ...load(mesh),
    ],
    commands: [
      { ask: 'Is istiod throttled or at its limit?', command: `kubectl -n ${mesh.namespace} top pods -l app=istiod` },
      { ask: 'Who writes configuration?', command: 'kubectl get events -A --sort-by=.lastTimestamp | tail -30' },
    ],
    causes: [
      {
        sign: 'One instance is slow and has most of the proxies.',
        means:
          'Connections are long-lived: after a rollout most proxies stay connected to the first istiod that was up. Delete ' +
          'that pod, and its proxies spread over the others. Without action, the connections even out within half an hour or so.',
      },
      {
        sign: 'The queue is long and CPU is at its limit.',
        means: 'istiod has too little CPU for this mesh. Raise the CPU limit or the minimum number of replicas.',
      },
      STORM,
      TOO_LARGE,
      {
        sign: 'Almost no pushes.',
        means: 'A quiet mesh has few pushes, so a few slow pushes are a large share. Look how many pushes there were.',
      },
    ],
  };
}

const REJECT_CAUSES: readonly Cause[] = [
  {
    sign: 'The objection names a filter, a patch or an unknown field.',
    means:
      'This version of Envoy does not accept an `EnvoyFilter` or `WasmPlugin`, most often after an upgrade. Remove that ' +
      'resource, or restrict it to the proxy version for which it was written.',
  },
  {
    sign: 'Type `lds`, and the objection speaks of an address or a duplicate.',
    means:
      'Two services or gateways claim the same port. Remove the Service, ServiceEntry or Gateway that was added last.',
  },
  {
    sign: 'Type `cds` or `sds`, and the objection speaks of a certificate or a key.',
    means: 'The secret of a gateway or of a DestinationRule is malformed. Restore the former secret.',
  },
  {
    sign: 'Only proxies of an old version object.',
    means:
      'These proxies do not know a field that the new istiod sends. Restart their workloads to update the proxies.',
  },
  {
    sign: 'No proxy objects any more.',
    means: 'A later push repaired the configuration. The alert clears without action.',
  },
];

export function xdsRejects({ istiod, namespace }: Mesh): Guide {
  const { pilot_xds_cds_reject, pilot_xds_eds_reject, pilot_xds_lds_reject, pilot_xds_rds_reject } =
    ISTIOD_PUSH_METRICS;
  const rejecting = [pilot_xds_cds_reject, pilot_xds_eds_reject, pilot_xds_lds_reject, pilot_xds_rds_reject]
    .map((gauge): Expr => labelReplace(select(gauge, {}, istiod), 'rejected', gauge.name, '', ''))
    .reduce((left, right) => or(left, right));
  return {
    harm:
      'Proxies that refused keep their former configuration. Nothing breaks at once, but later changes of routes, endpoints ' +
      'and policies do not reach these proxies. A new proxy may start without them.',
    lookups: [
      {
        ask: 'Rejections so far, by type and instance (the counter appears with the first rejection):',
        expr: max(select(REJECTS, {}, istiod), groupLabels(REJECTS, 'type', 'pod', 'instance')),
      },
      {
        ask: 'Which proxies have refused since istiod started? A restart of istiod clears the list.',
        expr: max(rejecting, groupLabels(pilot_xds_lds_reject, 'node', 'err').concat('rejected')),
      },
      {
        ask: 'What changed in the last hour, by kind of resource?',
        expr: gt(
          topk(
            10,
            sum(
              increase(range(select(CONFIG_EVENTS, {}, istiod), HOUR_MS)),
              groupLabels(CONFIG_EVENTS, 'type', 'event'),
            ),
          ),
          num(0),
        ),
      },
    ],
    commands: [
      { ask: 'Which proxies are out of date now? Look for `STALE` and `NOT SENT`.', command: 'istioctl proxy-status' },
      {
        ask: 'What did the proxies object to?',
        command: `kubectl -n ${namespace} logs -l app=istiod --since=1h --tail=-1 | grep "ACK ERROR"`,
      },
      { ask: 'Does a check of the configuration find the mistake?', command: 'istioctl analyze -A' },
    ],
    causes: REJECT_CAUSES,
  };
}

export function pushSendFailing(mesh: Mesh): Guide {
  const { istiod, rangeMs } = mesh;
  const failures = (of: Selector) => sum(rate(range(of, rangeMs)), INSTANCE_LABELS);
  return {
    harm: 'Traffic goes on. Proxies with a broken connection run with old configuration until they connect again.',
    lookups: [
      {
        ask: 'Failed sends a second, by type …',
        expr: sum(rate(range(select(PUSHES, { type: ['=~', '.+_senderr'] }, istiod), rangeMs)), ['type']),
      },
      { ask: '… proxies that did not take a push in time …', expr: failures(select(WRITE_TIMEOUTS, {}, istiod)) },
      { ask: '… and broken streams.', expr: failures(select(INTERNAL_ERRORS, {}, istiod)) },
      { ask: 'How large are the configurations, P99 in bytes?', expr: slowest(CONFIG_SIZE, mesh, 'type') },
      ...load(mesh),
    ],
    commands: [
      {
        ask: 'What does istiod say?',
        command: `kubectl -n ${mesh.namespace} logs -l app=istiod --since=15m --tail=-1 | grep -iE "send|timeout|terminated" | tail -40`,
      },
      { ask: 'Which proxies are not up to date?', command: 'istioctl proxy-status' },
    ],
    causes: [
      {
        sign: 'Write timeouts.',
        means: 'The proxies read their configuration too slowly: sidecars without enough CPU, or a congested network.',
      },
      TOO_LARGE,
      {
        sign: 'All failures on one instance.',
        means:
          'The node of that instance, or its network, is at fault. Delete the pod, so that it starts on another node.',
      },
      {
        sign: 'Failures at regular intervals, such as every hour or every few minutes.',
        means:
          'A load balancer or firewall between proxies and istiod cuts long connections. Raise the idle timeout of that device.',
      },
    ],
  };
}

export function injectionFailing({ istiod, namespace }: Mesh): Guide {
  const counted = (metric: typeof ASKED | typeof FAILED) => sum(increase(range(select(metric, {}, istiod), HOUR_MS)));
  return {
    harm: 'Pods in injected namespaces are not created: rollouts hang, and nothing scales up. Running pods are not affected.',
    lookups: [
      { ask: 'Pods that asked for a sidecar in the last hour …', expr: counted(ASKED) },
      { ask: '… pods that got a sidecar …', expr: counted(INJECTED) },
      { ask: '… and failures so far, since istiod started.', expr: max(select(FAILED, {}, istiod), INSTANCE_LABELS) },
    ],
    commands: [
      {
        ask: 'What does istiod object to?',
        command: `kubectl -n ${namespace} logs -l app=istiod --since=30m --tail=-1 | grep -i "injection failed"`,
      },
      { ask: 'Which workloads wait?', command: 'kubectl get events -A --field-selector reason=FailedCreate' },
    ],
    causes: [
      {
        sign: 'The objection names a template or an annotation.',
        means:
          'An annotation such as `inject.istio.io/templates` or `sidecar.istio.io/…` on these pods has a wrong value. Correct ' +
          'or remove the annotation.',
      },
      {
        sign: 'All pods fail since a change of Istio’s values.',
        means: 'The injection template is broken. Revert the values of istiod.',
      },
      {
        sign: 'A workload must run at once, even outside the mesh.',
        means:
          'A pod with the label `sidecar.istio.io/inject: "false"` starts without a sidecar. With strict mutual TLS no workload of the mesh can call that pod.',
      },
    ],
  };
}

export function configConflicts({ istiod }: Mesh): Guide {
  const gauge = (metric: Metric<never>) => max(select(metric, {}, istiod));
  return {
    harm: 'If two definitions contradict each other, istiod uses one and ignores the other. So a part of the configuration has no effect.',
    lookups: [
      { ask: 'Services that claim one port of a pod:', expr: gauge(ISTIOD_METRICS.pilot_conflict_inbound_listener) },
      {
        ask: 'TCP services that claim one address and port:',
        expr: gauge(ISTIOD_METRICS.pilot_conflict_outbound_listener_tcp_over_current_tcp),
      },
      {
        ask: 'Hosts with several VirtualServices on one gateway:',
        expr: gauge(ISTIOD_METRICS.pilot_vservice_dup_domain),
      },
      { ask: 'Subsets defined twice:', expr: gauge(ISTIOD_METRICS.pilot_destrule_subsets) },
      { ask: 'ServiceEntries with one host:', expr: gauge(ISTIOD_METRICS.pilot_duplicate_envoy_clusters) },
    ],
    commands: [{ ask: 'Which objects?', command: 'istioctl analyze -A' }],
    causes: [
      {
        sign: 'A host with several VirtualServices.',
        means: 'Two teams claim the host. Merge the VirtualServices, or let one delegate to the other.',
      },
      {
        sign: 'Subsets, or ServiceEntries with one host.',
        means: 'A definition was copied to a second namespace. Remove the copy, or limit it with `exportTo`.',
      },
      {
        sign: 'Ports.',
        means: 'Two Services select the same pods under one port, or two headless TCP services share one.',
      },
      {
        sign: 'The conflict has been removed already.',
        means: 'istiod updates these metrics with the next push, which may be late in a quiet mesh.',
      },
    ],
  };
}
