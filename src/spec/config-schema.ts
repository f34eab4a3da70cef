// The project file slo.config.yaml: defaults that would otherwise be repeated in every spec, and where output goes.
import * as z from 'zod';
import { sloAlertsSchema } from './alert-schema.ts';
import { type JsonSchema, jsonSchemaOf } from './json-schema.ts';
import { ABOUT_FORMATS, RULE_FORMATS } from './rule-format.ts';
import * as s from './scalars.ts';

const folder = () => z.string().min(1).max(255);
/** A path, from the folder of the project. */
const file = () => z.string().min(1).max(4_096);
const severity = () => s.severity();
const time = () => z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/);
const DAY = '(?:mon|tues|wednes|thurs|fri|satur|sun)day';

const hours = z.strictObject({
  days: z
    .array(z.string().regex(new RegExp(`^${DAY}(?::${DAY})?$`)))
    .min(1)
    .optional()
    .describe('Days or ranges of days (default monday:friday).'),
  from: time().describe('Beginning, such as 08:00.'),
  to: time().describe('End, such as 18:00.'),
  timeZone: s.text().min(1).optional().describe('Such as Europe/Berlin (default UTC).'),
});

/** Versions of Istio that a project may name, in their order. */
export const ISTIO_VERSIONS = ['1.27', '1.28', '1.29', '1.30', '1.31'] as const;

export type IstioVersion = (typeof ISTIO_VERSIONS)[number];

const leafName = () => z.string().regex(/^[A-Za-z0-9_.:/-]+$/);

const headerName = () => z.string().regex(/^[A-Za-z0-9-]+$/);

const project = z.strictObject({
  scrapeInterval: s.duration().optional().describe('How often the targets are scraped (default 30s).'),
  cluster: s.name().optional().describe('Part of every identity, for one Prometheus over several clusters.'),
  where: s
    .promql()
    .optional()
    .describe(
      'Label matchers that every selector gets (default cluster="NAME" where cluster is set; {cluster} stands for its name), or "off".',
    ),
  topology: z
    .strictObject({
      part: z
        .enum(['leaf', 'global'])
        .optional()
        .describe('Which rules are built: those that read scraped series, for each leaf, or those above them.'),
      leafLabel: s.labelName().optional().describe('The external label that tells the leaves apart.'),
      leaves: z.array(leafName()).min(1).optional().describe('Its value in each of the leaves.'),
      queryOffset: s
        .duration()
        .optional()
        .describe('How long what leaves record may take to arrive above them (default 1m; 0s for none).'),
    })
    .optional()
    .describe('Rules in two places: rates in each cluster or shard (a leaf), everything above them in one.'),
  specs: folder().optional().describe('Folder of the *.slo.yaml files (default slos).'),
  metrics: file().optional().describe('What `slo doctor --save` learnt of metrics (default slo.metrics.yaml).'),
  output: z
    .strictObject({
      rules: folder().optional().describe('Folder of the rules (default rules).'),
      tests: folder().optional().describe('Folder in which the promtool tests are kept; "off" (default) keeps none.'),
      dashboards: folder().optional().describe('Folder of the Grafana dashboards (default dashboards), or "off".'),
      runbooks: folder()
        .optional()
        .describe('Folder of the runbooks, a page for each alert; "off" (default) for none.'),
      alertmanager: folder().optional().describe('Folder of the file for Alertmanager; "off" (default) for none.'),
    })
    .optional()
    .describe('Output folders, relative to this file.'),
  rules: z
    .strictObject({
      format: z
        .enum(RULE_FORMATS)
        .optional()
        .describe(`${RULE_FORMATS.map((format) => ABOUT_FORMATS[format].writes).join(', ')}.`),
      partialResponse: z
        .enum(['abort', 'warn'])
        .optional()
        .describe('What Thanos Ruler does when a store does not answer (default abort).'),
      namespace: s
        .name()
        .optional()
        .describe('metadata.namespace of the objects; in Mimir the beginning of the namespace.'),
      labels: z.record(z.string(), z.string()).optional().describe('metadata.labels; the operator selects by them.'),
      annotations: z.record(z.string(), z.string()).optional().describe('metadata.annotations.'),
    })
    .optional(),
  dashboards: z
    .strictObject({
      format: z
        .enum(['json', 'configmap', 'grafana-operator', 'resource'])
        .optional()
        .describe('Plain files (default), or objects of Kubernetes or of Grafana that hold the boards.'),
      namespace: s.name().optional().describe('metadata.namespace of the objects.'),
      labels: z
        .record(z.string(), z.string())
        .optional()
        .describe('metadata.labels; the sidecar selects by them (default of configmap grafana_dashboard: "1").'),
      annotations: z.record(z.string(), z.string()).optional().describe('metadata.annotations.'),
      folder: s
        .text()
        .min(1)
        .optional()
        .describe('Folder in Grafana: its title, for a resource its uid; plain files have none.'),
      folderAnnotation: s
        .text()
        .min(1)
        .optional()
        .describe('For configmap: the annotation that names the folder (default grafana_folder).'),
      instanceSelector: z
        .record(z.string(), z.string())
        .optional()
        .describe('For grafana-operator: labels of the Grafana objects that get the boards.'),
      allowCrossNamespaceImport: z
        .boolean()
        .optional()
        .describe('For grafana-operator: the Grafana object lies in another namespace.'),
    })
    .optional()
    .describe('How the dashboards are delivered.'),
  alertmanager: z
    .strictObject({
      format: z
        .enum(['config', 'operator', 'vmoperator'])
        .optional()
        .describe('A file for Alertmanager itself (default), an AlertmanagerConfig or a VMAlertmanagerConfig.'),
      receivers: z
        .record(severity(), s.text().min(1))
        .optional()
        .describe('Names of your receivers by severity (default pager for pages, tickets for the rest).'),
      pages: z.array(severity()).min(1).optional().describe('Severities that wake somebody (default critical).'),
      hours: z.record(severity(), hours).optional().describe('When alerts of a severity are told (default always).'),
      namespace: s.name().optional().describe('metadata.namespace of the object.'),
      labels: z.record(z.string(), z.string()).optional().describe('metadata.labels; the operator selects by them.'),
    })
    .optional()
    .describe('Whom the alerts are told to: groups, routes and what mutes what.'),
  istio: z
    .strictObject({
      version: z
        .enum(ISTIO_VERSIONS)
        .optional()
        .describe('Version of the mesh; the oldest while two run side by side (default 1.30).'),
      istiod: s.promql().optional().describe('Label matchers that select istiod (default app="istiod").'),
      namespace: s.name().optional().describe('Namespace of istiod (default istio-system).'),
      reporters: z
        .array(z.enum(['source', 'destination', 'waypoint']))
        .min(1)
        .optional()
        .describe('Reporters that the mesh must have (default source and destination).'),
    })
    .optional()
    .describe('What the Istio presets look for.'),
  grafana: z
    .strictObject({
      url: s.baseUrl().describe('Address of Grafana; alerts link to the boards of their SLOs.'),
      datasource: s.text().min(1).optional().describe('Name or uid of the data source that links preselect.'),
    })
    .optional()
    .describe('Where people open the dashboards.'),
  prometheus: z
    .strictObject({
      url: s.baseUrl().describe('Where its API begins, before /api/v1.'),
      bearerTokenFile: file().optional().describe('A file with the token (else $PROMETHEUS_TOKEN).'),
      username: s.text().min(1).optional().describe('For basic authorization (else $PROMETHEUS_USERNAME).'),
      passwordFile: file().optional().describe('A file with the password (else $PROMETHEUS_PASSWORD).'),
      headers: z.record(headerName(), s.text()).optional().describe('Sent with each request: X-Scope-OrgID, say.'),
      caFile: file().optional().describe('Certificates of the authorities to trust, as PEM.'),
      certFile: file().optional().describe('The certificate of this client, as PEM.'),
      keyFile: file().optional().describe('The key of that certificate, as PEM.'),
    })
    .optional()
    .describe('The Prometheus that runs the rules, or what speaks like one: what `slo doctor` asks.'),
  defaults: z
    .strictObject({
      owner: s.text().min(1).optional(),
      labels: s.labels().optional(),
      annotations: s.annotations().optional(),
      runbook: s
        .url()
        .optional()
        .describe('Base address; the alert name in lower case is added, or put in the place of {alert}.'),
      dashboard: s.url().optional().describe('Address of the dashboard, in the place of links to the boards.'),
      period: s.duration().optional(),
      precision: z.enum(['layered', 'exact']).optional(),
      // Threshold alerts have names and belong to one SLO.
      alerts: sloAlertsSchema.omit({ threshold: true }).optional(),
    })
    .optional()
    .describe('Defaults for every SLO.'),
});

const { cluster, where, topology, scrapeInterval, output, rules } = project.shape;
const { dashboards, alertmanager, istio, grafana, prometheus } = project.shape;

const target = z.strictObject({
  name: s.name().describe('What `--target` calls it; part of its output folders.'),
  cluster,
  where,
  topology,
  scrapeInterval,
  output: output.describe('Output folders (default those of the project, followed by the name of the target).'),
  rules,
  dashboards,
  alertmanager,
  istio,
  grafana,
  prometheus,
  labels: s.labels().optional().describe('Labels of all its alerts.'),
  objectives: z
    .record(z.string(), s.percentage())
    .optional()
    .describe('Objectives in the place of those of the specs, by service/slo.'),
  only: z
    .array(z.string().min(1).max(255))
    .min(1)
    .optional()
    .describe('Specs that it is built from, or folders of them, without .slo.yaml (default all).'),
});

const config = project
  .extend({
    targets: z
      .array(target)
      .min(1)
      .optional()
      .describe('Clusters or environments, with what is different there. Each is built from the same specs.'),
  })
  .describe('Project settings of slo.');

export type TargetSpec = z.infer<typeof target>;

export type ConfigSpec = z.infer<typeof config>;
export const configSchema: z.ZodType<ConfigSpec> = config;

/** The JSON Schema (draft 7) of slo.config.yaml. */
export function configJsonSchema(): JsonSchema {
  return jsonSchemaOf(config);
}
