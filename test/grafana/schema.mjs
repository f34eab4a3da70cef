// Whether boards are what a version of Grafana types as dashboards: `node schema.mjs 13 dashboards/*.json` prints what is
// wrong, panel options included. The types of @grafana/schema are Grafana's own, and versioned
// with it; they become a JSON Schema here.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { argv, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const { Ajv } = require('ajv');
const { createGenerator } = require('ts-json-schema-generator');

const [, , version, ...files] = argv;
const raw = version === '11' ? 'dist/esm/raw' : 'dist/types/raw';
const root = fileURLToPath(new URL(`node_modules/@grafana/schema-${version}/${raw}/`, import.meta.url));

function validatorOf(path, type) {
  const generator = createGenerator({ path: root + path, type, skipTypeCheck: true, additionalProperties: false });
  return new Ajv({ strict: false, allErrors: true }).compile(generator.createSchema(type));
}

const PANELS = {
  timeseries: ['timeseries', 'TimeSeriesPanelCfg', true],
  stat: ['stat', 'StatPanelCfg', false],
  bargauge: ['bargauge', 'BarGaugePanelCfg', false],
  table: ['table', 'TablePanelCfg', false],
  heatmap: ['heatmap', 'HeatmapPanelCfg', true],
  text: ['text', 'TextPanelCfg', false],
  'state-timeline': ['statetimeline', 'StateTimelinePanelCfg', true],
  'status-history': ['statushistory', 'StatusHistoryPanelCfg', true],
};

const validators = new Map();
function panelValidator(type, part) {
  const [folder, old, hasFields] = PANELS[type] ?? [];
  if (folder === undefined) throw new Error(`no types for panels of type ${type}`);
  if (part === 'FieldConfig' && !hasFields) return () => true;
  const key = `${type} ${part}`;
  if (!validators.has(key)) {
    const file = version === '11' ? `${old}_types.gen.d.ts` : 'types.gen.d.ts';
    const path = `composable/${folder}/panelcfg/x/${file}`;
    if (!existsSync(root + path)) throw new Error(`no ${path}`);
    validators.set(key, validatorOf(path, part));
  }
  return validators.get(key);
}

const dashboard = validatorOf(
  version === '11' ? 'dashboard/x/dashboard_types.gen.d.ts' : 'dashboard/x/types.gen.d.ts',
  'Dashboard',
);

// What Grafana reads although its types leave it out: the older half of an annotation of Prometheus, and of a variable what
// belongs to another kind of variable.
const UNTYPED = {
  annotation: ['expr', 'titleFormat', 'textFormat', 'tagKeys', 'step', 'useValueForTime'],
  variable: ['auto', 'auto_min', 'auto_count', 'definition'],
};

function without(value, keys) {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}

function findings(validate, value, where) {
  return validate(value)
    ? []
    : validate.errors.map(
        ({ instancePath, message, params }) => `${where}${instancePath} ${message} ${JSON.stringify(params)}`,
      );
}

const boards = files.map((file) => JSON.parse(readFileSync(file, 'utf8')));
const found = boards.flatMap((board) => {
  const typed = {
    ...board,
    annotations: { list: board.annotations.list.map((one) => without(one, UNTYPED.annotation)) },
    templating: { list: board.templating.list.map((one) => without(one, UNTYPED.variable)) },
  };
  const panels = board.panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]).filter(({ type }) => type !== 'row');
  return [
    ...findings(dashboard, typed, board.uid),
    ...panels.flatMap((panel) => [
      ...findings(panelValidator(panel.type, 'Options'), panel.options ?? {}, `${board.uid} ${panel.id} options`),
      ...findings(
        panelValidator(panel.type, 'FieldConfig'),
        panel.fieldConfig?.defaults.custom ?? {},
        `${board.uid} ${panel.id} fields`,
      ),
    ]),
  ];
});
stdout.write(JSON.stringify(found));
