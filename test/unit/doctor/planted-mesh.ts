// Beliefs about a mesh that are wrong, one at a time: edits of what its pods expose, of the specs, or of the settings.
import { FakeMesh } from '../../e2e/fake-mesh/fake-mesh.ts';
import type { Labels } from '../../e2e/fake-mesh/instruments.ts';
import { edited, type Planted } from './planted.ts';

/** The SLOs of a mesh: the presets, and one in its users' own words. */
export const MESH_SPEC = `service: mesh
slos:
  - { name: requests, objective: 99.9%, indicator: { istio: { requests: {} } } }
  - { name: latency, objective: 99%, indicator: { istio: { latency: { below: 250ms } } } }
  - { name: push, objective: 99%, indicator: { istio: { configPush: { below: 1s } } } }
  - { name: rejects, indicator: { istio: { xdsRejects: {} } } }
  - { name: istiod, objective: 99.9%, indicator: { istio: { istiodUp: {} } } }
  - name: own
    objective: 99%
    indicator:
      by: [destination_app]
      ratio:
        total: istio_requests_total{reporter="source"}
        good: istio_requests_total{reporter="source",response_code!~"5.."}
`;

export interface MeshPod {
  readonly labels: Labels;
  readonly text: string;
}

/** What the pods of a healthy mesh expose after a minute, in which some requests failed and a configuration was rejected. */
export async function scrapeMesh(): Promise<MeshPod[]> {
  const mesh = new FakeMesh({ speed: 1 });
  mesh.failRequests('ratings', 0.01);
  mesh.rejectConfiguration();
  mesh.tick(60);
  return Promise.all(mesh.pods.map(async ({ labels, process }) => ({ labels, text: await process.text() })));
}

export interface PlantedInMesh extends Omit<Planted, 'app'> {
  /** The code where other meshes, in the same server, have what this one lacks. */
  readonly besideOthers?: string;
  readonly pods?: readonly (readonly [RegExp, string])[];
  /** The text of slo.config.yaml, as far as it is about the fault. */
  readonly config?: string;
}

export const IN_SCRAPES_OF_A_MESH: readonly PlantedInMesh[] = [
  {
    fault: 'no client reports',
    code: 'value-missing',
    besideOthers: 'selector-empty',
    pods: [[/^.*reporter="(source|waypoint)".*\n/gm, '']],
    says: '"destination"',
  },
  {
    fault: 'the tag of the response code was switched off',
    code: 'label-missing',
    pods: [[/response_code="\d*",/g, '']],
    says: 'labels: ',
  },
  {
    fault: 'the tag of the response code was renamed',
    code: 'label-missing',
    pods: [[/,response_code=/g, ',http_response_code=']],
    says: 'did you mean "http_response_code"',
  },
  {
    fault: 'the tag of the service is missing on some series',
    code: 'group-label-missing',
    pods: [[/destination_service_name="reviews",/g, '']],
    says: 'destination_service_name!=""',
  },
  {
    fault: 'the tag of the namespace was switched off',
    code: 'group-label-missing',
    pods: [[/destination_service_namespace="\w*",/g, '']],
    says: 'by which the SLO is grouped',
  },
  {
    fault: 'a bucket of the response times was dropped',
    code: 'bucket-missing',
    pods: [[/^istio_request_duration_milliseconds_bucket.*le="250".*\n/gm, '']],
    says: '100, 500',
  },
  {
    fault: 'some istiods lack a bucket of the pushes',
    code: 'bucket-missing',
    pods: [[/^pilot_proxy_convergence_time_bucket\{le="1"\} .*\n/m, '']],
    says: '1 of 3 histograms',
  },
  {
    fault: 'response times are not reported',
    code: 'metric-missing',
    pods: [[/^(# TYPE )?istio_request_duration_milliseconds.*\n/gm, '']],
    says: 'is what exports it scraped?',
  },
  {
    fault: 'response times are in seconds',
    code: 'metric-missing',
    pods: [[/istio_request_duration_milliseconds/g, 'istio_request_duration_seconds']],
    says: 'did you mean "istio_request_duration_seconds_',
  },
  {
    fault: 'the metric has a prefix',
    code: 'metric-missing',
    pods: [[/istio_requests_total/g, 'envoy_istio_requests_total']],
    says: 'did you mean "envoy_istio_requests_total"',
  },
  {
    fault: 'the time of pushes became a summary',
    code: 'type-differs',
    pods: [
      [/pilot_proxy_convergence_time histogram/g, 'pilot_proxy_convergence_time summary'],
      [/^pilot_proxy_convergence_time_bucket.*\n/gm, ''],
    ],
    says: 'summary',
  },
  {
    fault: 'requests became a gauge',
    code: 'type-differs',
    pods: [[/istio_requests_total counter/g, 'istio_requests_total gauge']],
    says: 'gauge',
  },
  {
    fault: 'rejects are written in another case',
    code: 'metric-missing',
    pods: [[/pilot_total_xds_rejects/g, 'pilot_total_XDS_rejects']],
    says: 'did you mean "pilot_total_XDS_rejects"',
  },
  {
    fault: 'a pattern never matches',
    code: 'value-missing',
    spec: [[/reporter="source"/g, 'reporter="source",destination_app=~"prod-.*"']],
    says: '"productpage"',
  },
  {
    fault: 'a value is written in another case',
    code: 'value-missing',
    spec: [[/reporter="source"/g, 'reporter="source",destination_service_namespace="Bookinfo"']],
    says: 'did you mean "bookinfo"',
  },
  {
    fault: 'good events are not among all events',
    code: 'events-not-in-total',
    spec: [
      ['good: istio_requests_total{reporter="source",', 'good: istio_requests_total{reporter=~"source|destination",'],
    ],
    says: 'leaves out {reporter="destination"',
  },
  {
    fault: 'a label is missing among forty others',
    code: 'label-missing',
    spec: [[/reporter="source"/g, 'reporter="source",mesh_tenant="a"']],
    pods: [
      [
        /^istio_requests_total\{/gm,
        `istio_requests_total{${Array.from({ length: 40 }, (_, at) => `${at === 30 ? 'mesh_tenants' : `tag_${at}`}="a",`).join('')}`,
      ],
    ],
    says: 'did you mean "mesh_tenants"?',
  },
  {
    fault: 'the mesh is of another version than the settings say',
    code: 'istio-version-differs',
    config: 'istio: { version: "1.30" }',
    pods: [[/1\.26\.4/g, '1.28.4']],
    says: 'runs 1.27 and 1.28',
  },
];

/** The texts with the fault in them. */
export function plantedInMesh(
  { pods = [], spec = [], config = '' }: PlantedInMesh,
  healthy: readonly MeshPod[],
): { readonly pods: readonly MeshPod[]; readonly spec: string; readonly config: string } {
  const whole = healthy.map(({ text }) => text).join(BETWEEN);
  const texts = edited(whole, pods).split(BETWEEN);
  return {
    pods: healthy.map(({ labels }, at) => ({ labels, text: texts[at] ?? '' })),
    spec: edited(MESH_SPEC, spec),
    config,
  };
}

/** A comment, by which the text of one pod ends. */
const BETWEEN = '# the next pod\n';
