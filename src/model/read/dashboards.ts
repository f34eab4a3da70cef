// How dashboards are delivered: the settings of each format, and a problem about those that it has no place for.
import type { ConfigSpec } from '../../spec/config-schema.ts';
import { listed } from '../../spec/wording.ts';
import type { Place } from '../place.ts';

type Labels = Readonly<Record<string, string>>;

interface Metadata {
  readonly namespace?: string;
  readonly labels: Labels;
  readonly annotations: Labels;
}

export type DashboardSettings =
  | { readonly format: 'json' }
  | (Metadata & { readonly format: 'configmap' })
  | (Metadata & {
      readonly format: 'grafana-operator';
      /** Title of the folder in Grafana. */
      readonly folder?: string;
      readonly instanceSelector: Labels;
      readonly allowCrossNamespaceImport: boolean;
    })
  | (Metadata & { readonly format: 'resource' });

type Written = NonNullable<ConfigSpec['dashboards']>;
type Format = NonNullable<Written['format']>;
type Field = Exclude<keyof Written, 'format'>;

const METADATA: readonly Field[] = ['namespace', 'labels', 'annotations'];

/** The settings that a format has a place for. */
const FIELDS: Readonly<Record<Format, readonly Field[]>> = {
  json: [],
  configmap: [...METADATA, 'folder', 'folderAnnotation'],
  'grafana-operator': [...METADATA, 'folder', 'instanceSelector', 'allowCrossNamespaceImport'],
  resource: [...METADATA, 'folder'],
};

/** What the Helm charts of Grafana look for unless told otherwise (`sidecar.dashboards.label`, `labelValue`). */
const SIDECAR_LABELS: Labels = { grafana_dashboard: '1' };

const FOLDER_ANNOTATION = 'grafana_folder';

/** How Grafana's own API names the folder, by its uid. */
const RESOURCE_FOLDER_ANNOTATION = 'grafana.app/folder';

export function readDashboards({ dashboards = {} }: ConfigSpec, file: Place | undefined): DashboardSettings {
  const { format = 'json', ...fields } = dashboards;
  if (file) checkFields(format, fields, file);
  return READERS[format](fields);
}

type Reader = (fields: Omit<Written, 'format'>) => DashboardSettings;

const READERS: Readonly<Record<Format, Reader>> = {
  json: () => ({ format: 'json' }),
  configmap: ({ folder, folderAnnotation = FOLDER_ANNOTATION, ...fields }) => ({
    format: 'configmap',
    ...metadataOf(fields, SIDECAR_LABELS, folder === undefined ? {} : { [folderAnnotation]: folder }),
  }),
  'grafana-operator': ({ folder, instanceSelector = {}, allowCrossNamespaceImport = false, ...fields }) => ({
    format: 'grafana-operator',
    ...metadataOf(fields),
    ...(folder !== undefined && { folder }),
    instanceSelector,
    allowCrossNamespaceImport,
  }),
  resource: ({ folder, ...fields }) => ({
    format: 'resource',
    ...metadataOf(fields, {}, folder === undefined ? {} : { [RESOURCE_FOLDER_ANNOTATION]: folder }),
  }),
};

function metadataOf(
  { namespace, labels, annotations = {} }: Pick<Written, 'namespace' | 'labels' | 'annotations'>,
  defaultLabels: Labels = {},
  objectAnnotations: Labels = {},
): Metadata {
  return {
    ...(namespace !== undefined && { namespace }),
    labels: labels ?? defaultLabels,
    annotations: { ...objectAnnotations, ...annotations },
  };
}

function checkFields(format: Format, fields: Omit<Written, 'format'>, file: Place): void {
  for (const field of Object.keys(fields) as Field[]) {
    if (fields[field] === undefined || FIELDS[format].includes(field)) continue;
    const formats = (Object.keys(FIELDS) as Format[]).filter((other) => FIELDS[other].includes(field));
    file.at('dashboards', field).report({
      code: 'setting-not-for-format',
      part: 'key',
      message: `dashboards in the format "${format}" have no place for "${field}"`,
      help: `remove it, or choose ${listed(formats, 'or')}`,
    });
  }
  if (format !== 'grafana-operator' || fields.instanceSelector !== undefined) return;
  file.at('dashboards', 'instanceSelector').report({
    code: 'missing-field',
    message: 'a GrafanaDashboard without "instanceSelector" belongs to no Grafana',
    help: 'name labels of the Grafana object, such as instanceSelector: { dashboards: grafana }; it cannot be changed later',
  });
}
