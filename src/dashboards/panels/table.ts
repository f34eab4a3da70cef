// A table with a row for each set of labels: what several queries say of it now, side by side.
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common';
import type { DynamicConfigValue, Panel as SdkPanel, ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import { type Link, type Look, thresholds, valueLink } from '../look.ts';
import { type Query, refId } from '../target.ts';
import { type Panel, type PanelHead, panelOf } from './panel.ts';

/** A column of values. All queries of a table have to keep the same labels, or their rows would not find each other. */
export interface ValueColumn extends Query {
  readonly name: string;
  readonly look: Look;
  /** How the cell shows where its value lies. */
  readonly cell?: 'color-background' | 'color-text';
  readonly width?: number;
  /** It only decides which rows there are. */
  readonly isHidden?: boolean;
}

export interface LabelColumn {
  readonly label: string;
  readonly name: string;
  readonly link?: Link;
  /** Words for values of the label; they may be long. */
  readonly mappings?: readonly ValueMapping[];
}

export interface TableOptions {
  readonly labels: readonly LabelColumn[];
  readonly values: readonly ValueColumn[];
  /** The column that decides which row comes first. */
  readonly sortBy: { readonly name: string; readonly descending: boolean };
  readonly noValue: string;
}

export function tablePanel(head: PanelHead, { labels, values, sortBy, noValue }: TableOptions): Panel {
  const shown = values.filter(({ isHidden }) => !isHidden);
  const make = () => {
    const builder = new PanelBuilder()
      .filterable(true)
      .showHeader(true)
      .sortBy([new TableSortByFieldStateBuilder().displayName(sortBy.name).desc(sortBy.descending)])
      // Every query brings a frame: one row for each set of labels, then columns in our order and with our names.
      .withTransformation({ id: 'merge', options: {} })
      .withTransformation({ id: 'organize', options: organized(labels, values) });
    for (const column of labels) {
      const properties = labelProperties(column);
      if (properties.length > 0) builder.overrideByName(column.name, properties);
    }
    for (const column of shown) builder.overrideByName(column.name, properties(column));
    return builder;
  };
  const panel = panelOf(head, make, { unit: 'none', noValue }, values, 'table');
  return { ...panel, at: (place) => withoutFooter(panel.at(place)) };
}

/** The SDK gives each table the footer of Grafana 11, which later ones do not know. */
function withoutFooter(panel: Builder<SdkPanel>): Builder<SdkPanel> {
  return {
    build: () => {
      const { options, ...rest } = panel.build();
      const { footer: _unknown, ...known } = options as Readonly<Record<string, unknown>>;
      return { ...rest, options: known };
    },
  };
}

function organized(labels: readonly LabelColumn[], values: readonly ValueColumn[]) {
  const fields = values.map((column, at) => ({ ...column, field: `Value #${refId(at)}` }));
  const columns = [
    ...labels.map(({ label, name }) => [label, name] as const),
    ...fields.flatMap(({ field, name, isHidden }) => (isHidden ? [] : [[field, name] as const])),
  ];
  // The value of a query that is alone in its panel has no letter.
  const hidden = fields.flatMap(({ field, isHidden }) => (isHidden ? [field, 'Value'] : []));
  return {
    excludeByName: Object.fromEntries(['Time', ...hidden].map((field) => [field, true])),
    indexByName: Object.fromEntries(columns.map(([field], at) => [field, at])),
    renameByName: Object.fromEntries(columns),
  };
}

function labelProperties({ link, mappings }: LabelColumn): DynamicConfigValue[] {
  return [
    ...(link ? [{ id: 'links', value: [valueLink(link).build()] }] : []),
    ...(mappings
      ? [
          { id: 'mappings', value: mappings },
          { id: 'custom.cellOptions', value: { type: 'auto', wrapText: true } },
        ]
      : []),
  ];
}

function properties({ look, cell, width }: ValueColumn): DynamicConfigValue[] {
  const { unit, decimals, min, max, steps, mappings, noValue, links = [] } = look;
  const all: readonly [id: string, value: unknown][] = [
    ['unit', unit],
    ['noValue', noValue],
    ['decimals', decimals],
    ['min', min],
    ['max', max],
    ['thresholds', steps && thresholds(steps).build()],
    ['mappings', mappings],
    ['custom.cellOptions', cell && { type: cell }],
    ['custom.width', width],
    ['links', links.length > 0 ? links.map((link) => valueLink(link).build()) : undefined],
  ];
  return all.flatMap(([id, value]) => (value === undefined ? [] : [{ id, value }]));
}
