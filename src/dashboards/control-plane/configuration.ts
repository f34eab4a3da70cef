// What istiod makes of the configuration that it reads, and what that costs.
import { ISTIOD_METRICS } from '../../metrics/istiod.ts';
import { ISTIOD_PUSH_METRICS } from '../../metrics/istiod-push.ts';
import type { Settings } from '../../model/settings.ts';
import type { Panel } from '../panels/panel.ts';
import { timePanel } from '../panels/time.ts';
import { COUNT_LOOK, NO_DATA } from '../shared-looks.ts';
import type { Query } from '../target.ts';
import { copied, eventsOf, quantile, rateOf, total } from './istiod-series.ts';

const HALF = { width: 12, height: 9 };
const QUARTER = { width: 6, height: 8 };

export function configurationPanels(settings: Settings): Panel[] {
  const gauge = (metric: Parameters<typeof copied<string>>[0], legend: string): Query => ({
    expr: copied(metric, settings),
    legend,
  });
  return [
    timePanel(
      {
        id: 60,
        title: 'Conflicts',
        description:
          'Above 0 istiod ignores something that somebody wrote: ports, hosts, clusters or subsets that are claimed twice, and gateways that it refused within 15 minutes.',
        ...HALF,
      },
      [
        gauge(ISTIOD_METRICS.pilot_conflict_inbound_listener, 'inbound port claimed twice'),
        gauge(ISTIOD_METRICS.pilot_conflict_outbound_listener_tcp_over_current_tcp, 'TCP address claimed twice'),
        gauge(ISTIOD_METRICS.pilot_duplicate_envoy_clusters, 'cluster defined twice'),
        gauge(ISTIOD_METRICS.pilot_vservice_dup_domain, 'host claimed twice'),
        gauge(ISTIOD_METRICS.pilot_destrule_subsets, 'subset defined twice'),
        { expr: eventsOf(ISTIOD_METRICS.pilot_total_rejected_configs, [], settings), legend: 'gateways refused' },
      ],
      COUNT_LOOK,
    ),
    timePanel(
      {
        id: 61,
        title: 'What has no counterpart',
        description:
          'Above 0 in healthy meshes too: services scaled to zero, proxies that no Service selects, subsets that are not deployed yet. A step after a change is worth a look.',
        ...HALF,
      },
      [
        gauge(ISTIOD_METRICS.pilot_eds_no_instances, 'services without endpoints'),
        gauge(ISTIOD_METRICS.pilot_dns_cluster_without_endpoints, 'DNS services without endpoints'),
        gauge(ISTIOD_METRICS.pilot_no_ip, 'proxies without a Service'),
        gauge(ISTIOD_METRICS.endpoint_no_pod, 'endpoints without a pod'),
        gauge(ISTIOD_METRICS.pilot_services, 'services known'),
        gauge(ISTIOD_METRICS.pilot_virt_services, 'virtual services known'),
      ],
      COUNT_LOOK,
    ),
  ];
}

export function resourcePanels(settings: Settings): Panel[] {
  const {
    process_cpu_seconds_total: cpu,
    process_resident_memory_bytes: memory,
    go_goroutines: goroutines,
  } = ISTIOD_METRICS;
  const { pilot_xds_config_size_bytes: size } = ISTIOD_PUSH_METRICS;
  return [
    timePanel(
      { id: 70, title: 'CPU of istiod', description: 'Cores that each istiod uses.', ...QUARTER },
      [{ expr: rateOf(cpu, ['pod'], settings), legend: 'istiod {{pod}}' }],
      { unit: 'none', decimals: 2, min: 0, noValue: NO_DATA },
    ),
    timePanel(
      {
        id: 71,
        title: 'Memory of istiod',
        description: 'Memory that each istiod uses. It grows with the services that it knows.',
        ...QUARTER,
      },
      [{ expr: total(memory, ['pod'], settings), legend: 'istiod {{pod}}' }],
      { unit: 'bytes', min: 0, noValue: NO_DATA },
    ),
    timePanel(
      { id: 72, title: 'Goroutines of istiod', description: 'A number that only ever grows is a leak.', ...QUARTER },
      [{ expr: total(goroutines, ['pod'], settings), legend: 'istiod {{pod}}' }],
      COUNT_LOOK,
    ),
    timePanel(
      {
        id: 73,
        title: 'Size of configurations (p99)',
        description: 'By type of resource; estimated within buckets of 10 kB, 1 MB, 4 MB, 10 MB and 40 MB.',
        ...QUARTER,
      },
      [{ expr: quantile(0.99, size, ['type'], settings), legend: 'size {{type}}' }],
      { unit: 'bytes', min: 0, noValue: 'no pushes' },
    ),
  ];
}
