// One sidecar, gateway or waypoint with its agent: it reports requests and connections that it is told of.
import { Instruments, type Labels } from './instruments.ts';
import { inTurn } from './pace.ts';
import type { Process } from './pod.ts';
import { PROXY_FAMILIES } from './proxy-families.ts';

/** Workload certificates live for a day and are renewed at half of it. */
const HALF_A_DAY = 43_200;
const ISTIOD = { cluster_name: 'xds-grpc' };

export class MeshProxy implements Process {
  readonly #instruments = new Instruments(PROXY_FAMILIES);
  readonly #requestBytes = inTurn(420, 610, 880);
  readonly #responseBytes = inTurn(900, 1_800, 12_000);
  #uptime = 0;

  constructor() {
    const metrics = this.#instruments;
    metrics.set('istio_build', 1, { component: 'proxy', tag: '1.27.1' });
    metrics.set('envoy_server_live', 1);
    metrics.set('envoy_cluster_upstream_cx_active', 1, ISTIOD);
    metrics.count('envoy_cluster_upstream_rq_total', ISTIOD, 3);
    metrics.set('envoy_cluster_manager_active_clusters', 31);
    metrics.count('envoy_cluster_manager_cds_update_rejected', {}, 0);
    metrics.count('envoy_listener_manager_lds_update_rejected', {}, 0);
    metrics.count('istio_agent_istiod_connection_terminations', { type: 'cancelled' });
    metrics.count('istio_agent_num_outgoing_requests', { request_type: 'csr' });
    metrics.count('istio_agent_outgoing_latency', { request_type: 'csr' }, 12.4);
    metrics.set('istio_agent_process_start_time_seconds', Math.round(Date.now() / 1000));
    metrics.set('istio_agent_startup_duration_seconds', 1.5);
    this.tick(0, 0);
  }

  get contentType(): string {
    return this.#instruments.contentType;
  }

  text(): Promise<string> {
    this.#instruments.count('istio_agent_scrapes_total');
    return this.#instruments.text();
  }

  tick(seconds: number, aged: number): void {
    const metrics = this.#instruments;
    this.#uptime += aged;
    metrics.set('envoy_server_uptime', Math.floor(this.#uptime));
    metrics.set('istio_agent_cert_expiry_seconds', 2 * HALF_A_DAY - (this.#uptime % HALF_A_DAY), {
      resource_name: 'default',
    });
    metrics.count('istio_agent_xds_proxy_requests', {}, seconds);
    metrics.count('istio_agent_xds_proxy_responses', {}, seconds);
  }

  /** A request has ended, after that many milliseconds. */
  request(labels: Labels, milliseconds: number): void {
    const metrics = this.#instruments;
    metrics.count('istio_requests_total', labels);
    metrics.observe('istio_request_duration_milliseconds', milliseconds, labels);
    metrics.observe('istio_request_bytes', this.#requestBytes(), labels);
    metrics.observe('istio_response_bytes', this.#responseBytes(), labels);
  }

  /** A gRPC message has gone there, and one has come back. */
  message(labels: Labels): void {
    this.#instruments.count('istio_request_messages_total', labels);
    this.#instruments.count('istio_response_messages_total', labels);
  }

  /** A TCP connection has come and gone. */
  connection(labels: Labels): void {
    const metrics = this.#instruments;
    metrics.count('istio_tcp_connections_opened_total', labels);
    metrics.count('istio_tcp_connections_closed_total', labels);
    metrics.count('istio_tcp_sent_bytes_total', labels, 4_096);
    metrics.count('istio_tcp_received_bytes_total', labels, 700);
  }
}
