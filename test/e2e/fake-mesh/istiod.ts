// One istiod: it pushes configuration to its proxies at a steady rate, quickly or slowly, and counts what they reject.
// Series that a healthy istiod does not have are not there before the first reject.
import type { Faults } from './faults.ts';
import { Instruments } from './instruments.ts';
import { ISTIOD_FAMILIES, type IstiodMetric } from './istiod-families.ts';
import { inTurn, Pace } from './pace.ts';
import type { Process } from './pod.ts';

/** Pushes to single proxies, per second. */
const PUSHES = 12;

const TYPES = {
  cds: 'type.googleapis.com/envoy.config.cluster.v3.Cluster',
  eds: 'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment',
  lds: 'type.googleapis.com/envoy.config.listener.v3.Listener',
  rds: 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
  sds: 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret',
} as const;

const TEN_YEARS = 10 * 365 * 86_400;

const NOTHING_WRONG: readonly IstiodMetric[] = [
  'pilot_conflict_inbound_listener',
  'pilot_conflict_outbound_listener_tcp_over_current_tcp',
  'pilot_duplicate_envoy_clusters',
  'pilot_dns_cluster_without_endpoints',
  'pilot_eds_no_instances',
  'pilot_no_ip',
  'pilot_endpoint_not_ready',
  'pilot_vservice_dup_domain',
  'pilot_destrule_subsets',
  'pilot_k8s_endpoints_pending_pod',
  'endpoint_no_pod',
];

export class Istiod implements Process {
  readonly #instruments = new Instruments(ISTIOD_FAMILIES);
  readonly #pushes = new Pace();
  readonly #quickly = inTurn(0.02, 0.05, 0.08, 0.15, 0.3, 0.6);
  readonly #slowly = inTurn(1.8, 2.4, 4.2);
  readonly #version: string;
  readonly #faults: () => Faults;
  #uptime = 0;

  constructor(version: string, faults: () => Faults) {
    this.#version = version;
    this.#faults = faults;
    this.#start();
  }

  get contentType(): string {
    return this.#instruments.contentType;
  }

  /** Go writes bounds from a million on with an exponent, and Prometheus 2 takes them as they are written. */
  async text(): Promise<string> {
    const text = await this.#instruments.text();
    return text.replaceAll(/(?<=le=")\d{7,}(?=")/g, (bound) => Number(bound).toExponential().replace('+', '+0'));
  }

  tick(seconds: number, aged: number): void {
    const metrics = this.#instruments;
    this.#uptime += aged;
    metrics.set('istiod_uptime_seconds', this.#uptime);
    metrics.set('citadel_server_root_cert_expiry_seconds', TEN_YEARS - this.#uptime);
    metrics.count('process_cpu_seconds_total', {}, 0.03 * seconds);
    for (let left = this.#pushes.take(PUSHES * seconds); left > 0; left -= 1) this.#push();
  }

  /** A proxy answers a push of listeners or clusters with a NACK. */
  reject(type: 'lds' | 'cds', node: string): void {
    this.#instruments.count('pilot_total_xds_rejects', { type });
    this.#instruments.set(`pilot_xds_${type}_reject`, 1, { node, err: 'Internal' });
  }

  #push(): void {
    const metrics = this.#instruments;
    const seconds = this.#faults().slowPushes ? this.#slowly() : this.#quickly();
    metrics.observe('pilot_proxy_convergence_time', seconds);
    metrics.observe('pilot_proxy_queue_time', seconds / 4);
    metrics.observe('pilot_debounce_time', 0.12);
    metrics.observe('pilot_pushcontext_init_seconds', 0.008);
    metrics.count('pilot_inbound_updates', { type: 'eds' });
    metrics.count('pilot_push_triggers', { type: 'endpoint' });
    metrics.count('pilot_k8s_reg_events', { type: 'EndpointSlice', event: 'update' });
    for (const [type, url] of Object.entries(TYPES)) {
      metrics.count('pilot_xds_pushes', { type });
      metrics.observe('pilot_xds_push_time', seconds / 10, { type });
      metrics.observe('pilot_xds_send_time', seconds / 100);
      metrics.observe('pilot_xds_config_size_bytes', 200_000, { type: url });
    }
  }

  #start(): void {
    const metrics = this.#instruments;
    metrics.set('pilot_info', 1, { version: `${this.#version}-4ac359928d0699a368218a600e8f68b4eccbd148-Clean` });
    metrics.set('istio_build', 1, { component: 'pilot', tag: this.#version });
    metrics.set('istiod_managed_clusters', 1, { cluster_type: 'local' });
    metrics.set('istiod_managed_clusters', 0, { cluster_type: 'remote' });
    metrics.set('citadel_server_root_cert_expiry_timestamp', Math.round(Date.now() / 1000) + TEN_YEARS);
    metrics.set('pilot_services', 12);
    metrics.set('pilot_virt_services', 3);
    metrics.set('pilot_xds', 3, { version: this.#version });
    for (const name of NOTHING_WRONG) metrics.set(name, 0);
    metrics.count('pilot_xds_expired_nonce', { type: 'eds' });
    metrics.count('pilot_k8s_cfg_events', { type: 'VirtualService', event: 'add' }, 3);
    metrics.count('citadel_server_csr_count', {}, 4);
    metrics.count('citadel_server_success_cert_issuance_count', {}, 4);
    this.#admit();
    metrics.set('go_goroutines', 600);
    metrics.set('process_resident_memory_bytes', 180e6);
    metrics.set('process_start_time_seconds', Math.round(Date.now() / 1000));
    this.tick(0, 0);
    this.#push();
  }

  #admit(): void {
    const metrics = this.#instruments;
    metrics.count('sidecar_injection_requests_total', {}, 5);
    metrics.count('sidecar_injection_success_total', {}, 4);
    metrics.count('sidecar_injection_skip_total');
    metrics.observe('sidecar_injection_time_seconds', 0.04);
    metrics.count('galley_validation_passed', {
      group: 'networking.istio.io',
      version: 'v1',
      resource: 'virtualservices',
    });
    metrics.count('galley_validation_config_updates');
    metrics.count('webhook_patch_attempts_total', { name: 'istio-sidecar-injector-default-v1-27-1' });
  }
}
