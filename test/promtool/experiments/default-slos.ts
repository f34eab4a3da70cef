// The SLOs that this repository ships, compiled, and the series of a mesh that they read.
import { readFileSync } from 'node:fs';
import { type CompiledText, compileText } from '../../support/compile-text.ts';
import { counter, gauge, later, type Scenario } from '../../support/scenario.ts';

function shipped(name: string): CompiledText {
  return compileText(readFileSync(new URL(`../../../slos/${name}.slo.yaml`, import.meta.url), 'utf8'));
}

export const MESH = shipped('mesh');
export const CONTROL_PLANE = shipped('control-plane');

const SERVICE = 'reporter="source",destination_service_namespace="shop",destination_service_name="cart"';

function requestsOfMesh(code: string): string {
  return `istio_requests_total{${SERVICE},response_code="${code}",response_flags="-"}`;
}

const PER_MINUTE = 6_000;

/** Steady traffic of which nothing is bad until `start`, and `errorRatio` from then on. */
interface Traffic {
  readonly start: string;
  readonly errorRatio: number;
}

type SeriesOf = (traffic: Traffic) => Scenario['series'];

/** Events that go wrong, and those that go well. */
function bad({ start, errorRatio }: Traffic) {
  return counter({ for: start }, { perMinute: PER_MINUTE * errorRatio });
}

function good({ start, errorRatio }: Traffic) {
  return counter({ for: start, perMinute: PER_MINUTE }, { perMinute: PER_MINUTE * (1 - errorRatio) });
}

const all = () => counter({ perMinute: PER_MINUTE });

/** What the mesh exports, by the SLO that reads it. */
export const SERIES_OF: Readonly<Record<string, SeriesOf>> = {
  'request-success': (traffic) => ({
    [requestsOfMesh('200')]: good(traffic),
    [requestsOfMesh('503')]: bad(traffic),
  }),
  'request-latency': (traffic) => ({
    [`istio_request_duration_milliseconds_count{${SERVICE},response_code="200"}`]: all(),
    [`istio_request_duration_milliseconds_bucket{${SERVICE},response_code="200",le="250"}`]: good(traffic),
    [`istio_request_duration_milliseconds_bucket{${SERVICE},response_code="200",le="+Inf"}`]: all(),
  }),
  'config-push': (traffic) => ({
    'pilot_proxy_convergence_time_count{app="istiod",instance="a"}': all(),
    'pilot_proxy_convergence_time_bucket{app="istiod",instance="a",le="1"}': good(traffic),
    'pilot_proxy_convergence_time_bucket{app="istiod",instance="a",le="+Inf"}': all(),
  }),
  availability: ({ start }) => ({
    'up{app="istiod",instance="a"}': gauge([later(start, 1), 1], ['1m', 0]),
    'up{app="istiod",instance="b"}': gauge([later(start, 1), 1], ['1m', 'gone']),
  }),
};
