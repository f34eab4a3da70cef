// Guides on certificates: the root, what istiod signs with, what workloads hold.

import { AGENT_METRICS } from '../metrics/istio-agent.ts';
import { ISTIOD_METRICS } from '../metrics/istiod.ts';
import { groupLabels, select } from '../metrics/metric.ts';
import { bottomk, increase, min, range, sum, topk } from '../promql/build.ts';
import { HOUR_MS, INSTANCE_LABELS } from './alert.ts';
import type { Cause, Command, Guide, Mesh } from './guide.ts';

const {
  citadel_server_root_cert_expiry_seconds: ROOT,
  citadel_server_cert_chain_expiry_seconds: CHAIN,
  citadel_server_csr_count: REQUESTED,
  citadel_server_success_cert_issuance_count: ISSUED,
  citadel_server_csr_sign_err_count: NOT_SIGNED,
  citadel_server_authentication_failure_count: NOT_ALLOWED,
} = ISTIOD_METRICS;
const {
  istio_agent_cert_expiry_seconds: WORKLOAD,
  istio_agent_num_failed_outgoing_requests: AGENT_FAILURES,
  istio_agent_istiod_connection_terminations: TERMINATIONS,
} = AGENT_METRICS;

const PLUGGED_IN = 'https://istio.io/latest/docs/tasks/security/cert-management/plugin-ca-cert/';

function secrets({ namespace }: Mesh): Command[] {
  return [
    {
      ask: 'What does istiod sign with? `cacerts` is plugged in, `istio-ca-secret` is its own.',
      command: `kubectl -n ${namespace} get secret cacerts istio-ca-secret`,
    },
    {
      ask: 'Until when is the plugged-in certificate good, and who issued it?',
      command: `kubectl -n ${namespace} get secret cacerts -o jsonpath='{.data.ca-cert\\.pem}' | base64 -d | openssl x509 -noout -enddate -issuer -subject`,
    },
  ];
}

export function rootCertExpiring(mesh: Mesh): Guide {
  return {
    harm:
      'Nothing is broken yet. When the root expires, no workload trusts any other and all mutual TLS fails at once, in the ' +
      'whole mesh. To change a root takes two rollouts over hours or days, so it cannot be left to the last evening.',
    lookups: [
      { ask: 'How many seconds are left, by instance?', expr: min(select(ROOT, {}, mesh.istiod), INSTANCE_LABELS) },
      {
        ask: 'The signing certificate, where a CA is plugged in:',
        expr: min(select(CHAIN, {}, mesh.istiod), INSTANCE_LABELS),
      },
    ],
    commands: secrets(mesh),
    causes: [
      {
        sign: 'All instances agree.',
        means:
          'The root really is that old. Do not simply replace it: workloads with the old root and workloads with the new one ' +
          'would refuse each other. First hand out a bundle that trusts both, wait until every workload has it (24 hours), ' +
          `then sign with the new one, and remove the old one last: ${PLUGGED_IN}`,
      },
      {
        sign: 'One instance is far below the others.',
        means: 'It has not loaded the new root. Restart that pod, one at a time.',
      },
      {
        sign: 'It is less than a day.',
        means:
          'There is no time for two rollouts. Decide with the owners of the services: a short `PERMISSIVE` mode hurts less ' +
          'than a mesh that refuses itself. It sends traffic in clear text for as long as it lasts.',
      },
    ],
  };
}

export function certChainExpiring(mesh: Mesh): Guide {
  return {
    harm:
      'Nothing is broken yet. Istiod cannot issue certificates that outlive its own: as the end comes near, those of the ' +
      'workloads get shorter, and after it none can be renewed.',
    lookups: [
      { ask: 'How many seconds are left, by instance?', expr: min(select(CHAIN, {}, mesh.istiod), INSTANCE_LABELS) },
      { ask: 'And of the root?', expr: min(select(ROOT, {}, mesh.istiod), INSTANCE_LABELS) },
    ],
    commands: [
      ...secrets(mesh),
      {
        ask: 'Does cert-manager, if it renews it, say why not?',
        command: `kubectl -n ${mesh.namespace} get certificate,certificaterequest`,
      },
    ],
    causes: [
      {
        sign: 'The secret `cacerts` is as old as the metric says.',
        means:
          'Whatever renews it has stopped: cert-manager, Vault, or a person with a calendar. Renew it under the same root.',
      },
      {
        sign: 'The secret is new, the metric is old.',
        means: 'Istiod has not loaded it. Restart it, one pod at a time, and see the metric rise.',
      },
    ],
  };
}

const ROTATION_CAUSES: readonly Cause[] = [
  {
    sign: 'No requests reach istiod, connections break.',
    means: 'The pods cannot reach it: a revision that was deleted, a network policy, istiod down. Mend that first.',
  },
  {
    sign: 'Istiod does not trust the requests.',
    means:
      'The token of the service account is refused: the API server’s issuer or audience changed, or a remote cluster’s ' +
      'credentials ran out.',
  },
  {
    sign: 'Istiod cannot sign.',
    means: 'Its own certificate has expired or cannot be read: see the secret `cacerts`.',
  },
  {
    sign: 'One pod only.',
    means:
      'Its agent is stuck. Delete the pod: a new one gets a new certificate at once, provided that istiod answers.',
  },
];

export function workloadCertNotRotating({ istiod, namespace, rangeMs }: Mesh): Guide {
  const requests = (metric: typeof ISSUED | typeof NOT_SIGNED) =>
    sum(increase(range(select(metric, {}, istiod), HOUR_MS)));
  return {
    harm:
      'Workloads lose mutual TLS when their certificate runs out: calls to and from them fail. Renewal is ' +
      'tried at 12 hours, so half a day of attempts has failed already.',
    lookups: [
      {
        ask: 'Which pods, and how many seconds do they have?',
        expr: bottomk(
          20,
          min(select(WORKLOAD, { resource_name: 'default' }), groupLabels(WORKLOAD, 'namespace', 'pod', 'instance')),
        ),
      },
      {
        ask: 'Whose requests for a certificate fail?',
        expr: topk(
          20,
          sum(
            increase(range(select(AGENT_FAILURES, { request_type: 'csr' }), HOUR_MS)),
            groupLabels(AGENT_FAILURES, 'namespace', 'pod'),
          ),
        ),
      },
      { ask: 'Requests that reached istiod in the last hour …', expr: requests(REQUESTED) },
      { ask: '… certificates it issued …', expr: requests(ISSUED) },
      { ask: '… requests it could not sign …', expr: requests(NOT_SIGNED) },
      { ask: '… and requests of somebody it does not trust.', expr: requests(NOT_ALLOWED) },
      {
        ask: 'Whose connection to istiod breaks?',
        expr: topk(
          20,
          sum(
            increase(range(select(TERMINATIONS, { type: 'error' }), rangeMs)),
            groupLabels(TERMINATIONS, 'namespace', 'pod'),
          ),
        ),
      },
    ],
    commands: [
      {
        ask: 'What does the agent of such a pod say?',
        command: 'kubectl -n NAMESPACE logs POD -c istio-proxy --since=1h | grep -iE "cert|csr|istiod"',
      },
      { ask: 'What does it hold?', command: 'istioctl proxy-config secret POD -n NAMESPACE' },
      {
        ask: 'What does istiod say?',
        command: `kubectl -n ${namespace} logs -l app=istiod --since=1h --tail=-1 | grep -iE "csr|certificate|token"`,
      },
    ],
    causes: ROTATION_CAUSES,
  };
}
