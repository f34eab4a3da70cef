// The formats in which a dashboard is delivered: the plain file, and the objects of Kubernetes and of Grafana that hold it.
import type { Board } from '../dashboards/boards.ts';
import type { DashboardSettings } from '../model/read/dashboards.ts';
import { printYaml } from '../output/yaml/yaml.ts';
import { notForFlux } from './not-for-flux.ts';
import { sizeOf } from './object-sizes.ts';

/** A dashboard as a file. */
export interface DashboardFile {
  readonly content: string;
  /** The size of an object that kubectl applies, in bytes. */
  readonly objectBytes?: number;
}

/** What a format needs: the board, and its text as plain JSON. */
export interface Delivered {
  readonly board: Board;
  readonly json: string;
  readonly header: readonly string[];
}

type Formats = {
  readonly [F in DashboardSettings['format']]: (
    delivered: Delivered,
    settings: Extract<DashboardSettings, { format: F }>,
  ) => DashboardFile;
};

const FORMATS: Formats = Object.freeze({
  json: ({ json }) => ({ content: json }),
  configmap: ({ board, json, header }, settings) =>
    object(header, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: board.uid, ...metadataOf(json, settings) },
      // All ConfigMaps of a folder are written into one folder of Grafana's disk: the key is a file name there.
      data: { [`${board.uid}.json`]: json },
    }),
  'grafana-operator': ({ board, json, header }, settings) =>
    object(header, {
      apiVersion: 'grafana.integreatly.org/v1beta1',
      kind: 'GrafanaDashboard',
      metadata: { name: board.uid, ...metadataOf(json, settings) },
      spec: {
        instanceSelector: { matchLabels: settings.instanceSelector },
        ...(settings.allowCrossNamespaceImport && { allowCrossNamespaceImport: true }),
        ...(settings.folder !== undefined && { folder: settings.folder }),
        json,
      },
    }),
  resource: ({ board, header }, { namespace, labels, annotations }) => {
    // The name is the uid; the API fills it in.
    const { uid: _name, ...spec } = board.json;
    return yamlFile(header, {
      apiVersion: 'dashboard.grafana.app/v1',
      kind: 'Dashboard',
      metadata: { name: board.uid, ...(namespace !== undefined && { namespace }), ...filled({ labels, annotations }) },
      spec,
    });
  },
});

export function deliver(delivered: Delivered, settings: DashboardSettings): DashboardFile {
  const format = FORMATS[settings.format] as (delivered: Delivered, settings: DashboardSettings) => DashboardFile;
  return format(delivered, settings);
}

/** The name of the file of a dashboard. */
export function fileNameOf({ uid }: Board, { format }: DashboardSettings): string {
  return `${uid}.${format === 'json' ? 'json' : 'yaml'}`;
}

function object(header: readonly string[], value: object): DashboardFile {
  return { ...yamlFile(header, value), objectBytes: sizeOf(value) };
}

function yamlFile(header: readonly string[], value: object): DashboardFile {
  return { content: printYaml(value, { header }) };
}

function metadataOf(json: string, { namespace, labels, annotations }: Exclude<DashboardSettings, { format: 'json' }>) {
  return {
    ...(namespace !== undefined && { namespace }),
    labels: { 'app.kubernetes.io/managed-by': 'slo', ...labels },
    ...filled({ annotations: { ...notForFlux([json]), ...annotations } }),
  };
}

function filled(maps: Readonly<Record<string, object>>): object {
  return Object.fromEntries(Object.entries(maps).filter(([, map]) => Object.keys(map).length > 0));
}
