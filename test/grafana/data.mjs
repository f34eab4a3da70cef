// What Grafana's own library makes of boards: `node data.mjs dashboards/*.json` prints for each panel which of its units
// there are, how numbers look in it, and which columns its table has.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { argv, stdout } from 'node:process';

// The library looks for a browser: for its name while it is loaded, for its window later.
globalThis.navigator ??= { userAgent: 'node', platform: 'linux', language: 'en-US', languages: ['en-US'] };
const require = createRequire(import.meta.url);
const data = require('@grafana/data');
globalThis.window ??= globalThis;

const { standardTransformersRegistry, standardTransformers, transformDataFrame, toDataFrame, getDisplayProcessor } =
  data;
const theme = data.createTheme();
standardTransformersRegistry.setInit(() =>
  [...new Map(Object.values(standardTransformers).map((one) => [one.id, one])).values()].map((one) => ({
    id: one.id,
    transformation: () => Promise.resolve(one),
  })),
);
const knownUnits = new Set(data.getValueFormats().flatMap(({ submenu }) => submenu.map(({ value }) => value)));

/** The texts of some values, as a panel with this field configuration shows them. */
function shown(config, values) {
  const process = getDisplayProcessor({ field: { type: data.FieldType.number, config }, theme });
  return values.map((value) => data.formattedValueToString(process(value)));
}

/** A table that Prometheus returns for an instant query: its labels, and one value. */
function tableFrame(refId, labels, rows) {
  const column = (name, type, values) => ({ name, type, values, config: {} });
  return toDataFrame({
    refId,
    fields: [
      column(
        'Time',
        data.FieldType.time,
        rows.map(() => 0),
      ),
      ...labels.map((label) =>
        column(
          label,
          data.FieldType.string,
          rows.map((row) => `${label}-${row}`),
        ),
      ),
      column(`Value #${refId}`, data.FieldType.number, rows),
    ],
  });
}

async function columnsOf({ targets, transformations }) {
  const { renameByName } = transformations.find(({ id }) => id === 'organize').options;
  const labels = Object.keys(renameByName).filter((name) => !name.startsWith('Value #'));
  const frames = targets.map(({ refId }) => tableFrame(refId, labels, [1, 2]));
  const [first, ...others] = await new Promise((resolve) => {
    transformDataFrame(transformations, frames).subscribe(resolve);
  });
  const names = first.fields.map((field) => data.getFieldDisplayName(field, first, [first]));
  return { names, rows: first.length, others: others.length };
}

/** The configuration of a panel's values, and those of its columns. */
function configsOf({ fieldConfig: { defaults, overrides } }) {
  const own = overrides.map(({ matcher, properties }) => ({
    column: matcher.options,
    config: { ...defaults, ...Object.fromEntries(properties.map(({ id, value }) => [id, value])) },
  }));
  return [{ config: defaults }, ...own];
}

const VALUES = [-9, 0, 0.001, 0.5, 0.99987, 14.4, 500, 5400, 2592000, 10368000, 315360000];

const boards = argv.slice(2).map((file) => JSON.parse(readFileSync(file, 'utf8')));
const panels = boards.flatMap((board) =>
  board.panels
    .flatMap((panel) => [panel, ...(panel.panels ?? [])])
    .filter(({ type }) => type !== 'row' && type !== 'text')
    .map((panel) => ({ ...panel, board: board.uid })),
);
const answers = await Promise.all(
  panels.map(async (panel) => ({
    board: panel.board,
    id: panel.id,
    title: panel.title,
    configs: configsOf(panel).map(({ column, config }) => ({
      ...(column && { column }),
      unit: config.unit,
      isKnown: knownUnits.has(config.unit),
      shown: Object.fromEntries(VALUES.map((value, at) => [value, shown(config, VALUES)[at]])),
    })),
    table: panel.type === 'table' ? await columnsOf(panel) : null,
  })),
);
stdout.write(JSON.stringify(answers));
