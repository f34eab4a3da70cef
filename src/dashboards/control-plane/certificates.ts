// Certificates of the mesh and of its workloads; injection and validation, which new pods and new configuration pass.
import { AGENT_METRICS } from '../../metrics/istio-agent.ts';
import { ISTIOD_METRICS } from '../../metrics/istiod.ts';
import { groupLabels, select } from '../../metrics/metric.ts';
import type { Settings } from '../../model/settings.ts';
import { min } from '../../promql/build.ts';
import type { Panel } from '../panels/panel.ts';
import { timePanel } from '../panels/time.ts';
import { COUNT_LOOK, NO_DATA, TIME_LOOK } from '../shared-looks.ts';
import { eventsOf, lowestOf, OF_CLUSTER, rateOf } from './istiod-series.ts';

const THIRD = { width: 8, height: 8 };
const RATE = { unit: 'ops', min: 0, noValue: NO_DATA } as const;

export function certificatePanels(settings: Settings): Panel[] {
  const {
    citadel_server_root_cert_expiry_seconds: root,
    citadel_server_cert_chain_expiry_seconds: chain,
    citadel_server_csr_count: requests,
    citadel_server_success_cert_issuance_count: issued,
    citadel_server_csr_sign_err_count: unsigned,
  } = ISTIOD_METRICS;
  const { istio_agent_cert_expiry_seconds: workload } = AGENT_METRICS;
  const ofWorkloads = select(workload, { resource_name: 'default' }, OF_CLUSTER);
  return [
    timePanel(
      {
        id: 40,
        title: 'Time left of the mesh certificates',
        description:
          'Root and signing certificate, the least over all istiods. There is a signing certificate only with a plugged-in CA.',
        ...THIRD,
      },
      [
        { expr: lowestOf(root, settings), legend: 'root' },
        { expr: lowestOf(chain, settings), legend: 'signing' },
      ],
      { ...TIME_LOOK, noValue: NO_DATA },
      { calcs: ['lastNotNull'] },
    ),
    timePanel(
      {
        id: 41,
        title: 'Time left of workload certificates',
        description:
          'The least in each namespace. A certificate of 24 h is renewed at 12 h: a line that falls below means that renewal fails.',
        ...THIRD,
      },
      [{ expr: min(ofWorkloads, groupLabels(workload, 'namespace')), legend: 'namespace {{namespace}}' }],
      { ...TIME_LOOK, noValue: NO_DATA },
      { calcs: ['lastNotNull', 'min'] },
    ),
    timePanel(
      {
        id: 42,
        title: 'Certificates requested and issued',
        description: 'Per second, and requests that could not be signed, counted over 15 minutes.',
        ...THIRD,
      },
      [
        { expr: rateOf(requests, [], settings), legend: 'requested/s' },
        { expr: rateOf(issued, [], settings), legend: 'issued/s' },
        { expr: eventsOf(unsigned, [], settings), legend: 'not signed in 15 min' },
      ],
      { unit: 'none', min: 0, noValue: NO_DATA },
    ),
  ];
}

export function injectionPanels(settings: Settings): Panel[] {
  const {
    sidecar_injection_requests_total: requests,
    sidecar_injection_success_total: succeeded,
    sidecar_injection_failure_total: failed,
    galley_validation_passed: passed,
    galley_validation_failed: refused,
  } = ISTIOD_METRICS;
  return [
    timePanel(
      {
        id: 50,
        title: 'Sidecar injections',
        description: 'Pods that asked for injection, and those that got it, per second.',
        ...THIRD,
      },
      [
        { expr: rateOf(requests, [], settings), legend: 'requested' },
        { expr: rateOf(succeeded, [], settings), legend: 'succeeded' },
      ],
      RATE,
    ),
    timePanel(
      {
        id: 51,
        title: 'Refused pods and configuration',
        description:
          'Counted over 15 minutes: pods that could not be created because injection failed, and configuration that was refused as invalid, which is validation doing its work.',
        ...THIRD,
      },
      [
        { expr: eventsOf(failed, [], settings), legend: 'injection failed' },
        { expr: eventsOf(refused, [], settings), legend: 'configuration refused' },
      ],
      COUNT_LOOK,
    ),
    timePanel(
      {
        id: 52,
        title: 'Configuration validated',
        description: 'Istio resources found valid, per second and kind.',
        ...THIRD,
      },
      [{ expr: rateOf(passed, ['resource'], settings), legend: 'valid {{resource}}' }],
      RATE,
    ),
  ];
}
