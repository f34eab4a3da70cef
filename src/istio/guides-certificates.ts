// Guides on certificates: the root, what istiod signs with, what workloads hold.
import { AGENT_METRICS } from '../metrics/istio-agent.ts';
import { ISTIOD_METRICS } from '../metrics/istiod.ts';
import { groupLabels, select } from '../metrics/metric.ts';
import { bottomk, increase, min, range, sum, topk } from '../promql/build.ts';
import { HOUR_MS } from '../text/time.ts';
import { INSTANCE_LABELS } from './alert.ts';
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
      ask: 'Which certificate does istiod sign with? `cacerts` is plugged in, `istio-ca-secret` is made by istiod.',
      command: `kubectl -n ${namespace} get secret cacerts istio-ca-secret`,
    },
    {
      ask: 'Until when is the plugged-in certificate valid, and who issued it?',
      command: `kubectl -n ${namespace} get secret cacerts -o jsonpath='{.data.ca-cert\\.pem}' | base64 -d | openssl x509 -noout -enddate -issuer -subject`,
    },
  ];
}

export function rootCertExpiring(mesh: Mesh): Guide {
  return {
    harm:
      'Nothing is broken yet. When the root certificate expires, no workload trusts another, and all mutual TLS fails at once ' +
      'in the whole mesh. A new root takes two rollouts over hours or days, so start early.',
    lookups: [
      { ask: 'How many seconds are left, by instance?', expr: min(select(ROOT, {}, mesh.istiod), INSTANCE_LABELS) },
      {
        ask: 'How many seconds are left for the signing certificate, if a CA is plugged in?',
        expr: min(select(CHAIN, {}, mesh.istiod), INSTANCE_LABELS),
      },
    ],
    commands: secrets(mesh),
    causes: [
      {
        sign: 'All instances show the same.',
        means:
          'The root certificate really expires. Do not simply replace the root: workloads with the old root and workloads with ' +
          'the new root would refuse each other. First distribute a bundle that trusts both roots. Wait until every workload has ' +
          `the bundle (24 hours). Then sign with the new root, and remove the old root last: ${PLUGGED_IN}`,
      },
      {
        sign: 'One instance is far below the others.',
        means: 'That instance has not loaded the new root. Restart its pod.',
      },
      {
        sign: 'Less than a day is left.',
        means:
          'There is no time for two rollouts. Decide with the owners of the services: a short `PERMISSIVE` mode hurts less ' +
          'than a mesh in which every call fails. In that mode, traffic may be in clear text.',
      },
    ],
  };
}

export function certChainExpiring(mesh: Mesh): Guide {
  return {
    harm:
      'Nothing is broken yet. istiod cannot issue certificates that outlive its signing certificate. So certificates of ' +
      'workloads become shorter as its end comes near, and no certificate can be renewed after its end.',
    lookups: [
      { ask: 'How many seconds are left, by instance?', expr: min(select(CHAIN, {}, mesh.istiod), INSTANCE_LABELS) },
      {
        ask: 'How many seconds are left for the root certificate?',
        expr: min(select(ROOT, {}, mesh.istiod), INSTANCE_LABELS),
      },
    ],
    commands: [
      ...secrets(mesh),
      {
        ask: 'If cert-manager renews the certificate: which error does it report?',
        command: `kubectl -n ${mesh.namespace} get certificate,certificaterequest`,
      },
    ],
    causes: [
      {
        sign: 'The secret `cacerts` is as old as the metric says.',
        means:
          'The renewal has stopped: by cert-manager, by Vault, or by hand. Renew the certificate under the same root.',
      },
      {
        sign: 'The secret is new, the metric is old.',
        means: 'istiod has not loaded the new secret. Restart istiod, one pod at a time, and see the metric rise.',
      },
    ],
  };
}

const ROTATION_CAUSES: readonly Cause[] = [
  {
    sign: 'No requests reach istiod, connections break.',
    means:
      'The pods cannot reach istiod: their revision was deleted, a network policy blocks the connection, or istiod is down. ' +
      'Repair the connection first.',
  },
  {
    sign: 'istiod does not trust the requests.',
    means:
      'istiod refuses the token of the service account: the issuer or audience of the API server changed, or the credentials ' +
      'of a remote cluster have expired.',
  },
  {
    sign: 'istiod cannot sign.',
    means: 'The signing certificate of istiod has expired or cannot be read: see the secret `cacerts`.',
  },
  {
    sign: 'One pod only.',
    means:
      'The agent in that pod hangs. Delete the pod: the new pod gets a new certificate at once, provided that istiod answers.',
  },
];

export function workloadCertNotRotating({ istiod, namespace, rangeMs }: Mesh): Guide {
  const requests = (metric: typeof ISSUED | typeof NOT_SIGNED) =>
    sum(increase(range(select(metric, {}, istiod), HOUR_MS)));
  return {
    harm:
      'When the certificate of a workload expires, calls to and from the workload fail. Agents renew a certificate after ' +
      '12 hours, so attempts have failed for hours already.',
    lookups: [
      {
        ask: 'Which pods are affected, and how many seconds are their certificates still valid?',
        expr: bottomk(
          20,
          min(select(WORKLOAD, { resource_name: 'default' }), groupLabels(WORKLOAD, 'namespace', 'pod', 'instance')),
        ),
      },
      {
        ask: 'Which pods fail to get a certificate?',
        expr: topk(
          20,
          sum(
            increase(range(select(AGENT_FAILURES, { request_type: 'csr' }), HOUR_MS)),
            groupLabels(AGENT_FAILURES, 'namespace', 'pod'),
          ),
        ),
      },
      { ask: 'Requests that reached istiod in the last hour …', expr: requests(REQUESTED) },
      { ask: '… certificates that istiod issued …', expr: requests(ISSUED) },
      { ask: '… requests that istiod could not sign …', expr: requests(NOT_SIGNED) },
      { ask: '… and requests that istiod does not trust.', expr: requests(NOT_ALLOWED) },
      {
        ask: 'Which pods lose their connection to istiod?',
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
      { ask: 'Which certificates does the proxy hold?', command: 'istioctl proxy-config secret POD -n NAMESPACE' },
      {
        ask: 'What does istiod say?',
        command: `kubectl -n ${namespace} logs -l app=istiod --since=1h --tail=-1 | grep -iE "csr|certificate|token"`,
      },
    ],
    causes: ROTATION_CAUSES,
  };
}
