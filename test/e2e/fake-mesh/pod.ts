// One pod as Prometheus meets it: an HTTP server on loopback that answers scrapes with the metrics of the process inside,
// and the entry that service discovery has for it. A crashed pod keeps its address and refuses to answer.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Labels } from './instruments.ts';

/** What runs in a pod. */
export interface Process {
  readonly contentType: string;
  /** Counts what happens in so many seconds, in which it grows older by `aged` seconds. */
  tick(seconds: number, aged: number): void;
  /** Answers a scrape. */
  text(): Promise<string>;
}

/** An entry of file_sd_configs: https://prometheus.io/docs/prometheus/latest/configuration/configuration/#file_sd_config */
export interface Target {
  readonly targets: readonly string[];
  readonly labels: Labels;
}

interface PodOptions<P extends Process> {
  /** Labels of the target, as a ServiceMonitor or PodMonitor gives them. */
  readonly labels: Labels;
  readonly metricsPath: string;
  /** Starts the process: once now, and once more with every restart. */
  readonly start: () => P;
}

export class Pod<P extends Process = Process> {
  readonly labels: Labels;
  readonly #options: PodOptions<P>;
  readonly #server: Server;
  #process: P;
  #isRunning = true;

  constructor(options: PodOptions<P>) {
    this.#options = options;
    this.labels = options.labels;
    this.#process = options.start();
    this.#server = createServer(this.#answer);
  }

  get process(): P {
    return this.#process;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Listens on a free port of 127.0.0.1. */
  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  tick(seconds: number, aged: number): void {
    if (this.#isRunning) this.#process.tick(seconds, aged);
  }

  crash(): void {
    this.#isRunning = false;
  }

  /** A new process in the same pod: its counters begin anew. */
  restart(): void {
    this.#process = this.#options.start();
    this.#isRunning = true;
  }

  target(): Target {
    const { port } = this.#server.address() as AddressInfo;
    return {
      targets: [`127.0.0.1:${port}`],
      labels: { ...this.labels, __metrics_path__: this.#options.metricsPath },
    };
  }

  readonly #answer: RequestListener = async (request, response) => {
    if (!this.#isRunning) {
      request.socket.destroy();
      return;
    }
    const isKnown = request.url === this.#options.metricsPath;
    response.writeHead(isKnown ? 200 : 404, { 'content-type': this.#process.contentType });
    response.end(isKnown ? await this.#process.text() : '');
  };
}
