// A table with a row for each set of labels: what several queries say of it now, side by side.

import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common';
import type { DynamicConfigValue, Panel as SdkPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import { type Link, type Look, thresholds, valueLink } from '../look.ts';
import { type Query, refId } from '../target.ts';
import { type Panel, type PanelHead, panelOf } from './panel.ts';

/** A column of values. All queries of a table have to keep the same labels, or their rows would not find each other. */
export interface ValueColumn extends Query {
  readonly name: string;
  readonly look: Look;
  /** How the cell shows where its value lies. */
  readonly cell?: 'gauge' | 'color-background' | 'color-text';
  readonly width?: number;
}

export interface LabelColumn {
  readonly label: string;
  readonly name: string;
  readonly link?: Link;
}

export interface TableOptions {
  readonly labels: readonly LabelColumn[];
  readonly values: readonly ValueColumn[];
  /** The column that decides which row comes first. */
  readonly sortBy: { readonly name: string; readonly descending: boolean };
  readonly noValue: string;
}

export function tablePanel(head: PanelHead, { labels, values, sortBy, noValue }: TableOptions): Panel {
  const make = () => {
    const builder = new PanelBuilder()
      .filterable(true)
      .showHeader(true)
      .sortBy([new TableSortByFieldStateBuilder().displayName(sortBy.name).desc(sortBy.descending)])
      // Every query brings a frame: one row for each set of labels, then columns in our order and with our names.
      .withTransformation({ id: 'merge', options: {} })
      .withTransformation({ id: 'organize', options: organized(labels, values) });
    for (const { name, link } of labels) {
      if (link) builder.overrideByName(name, [{ id: 'links', value: [valueLink(link).build()] }]);
    }
    for (const column of values) builder.overrideByName(column.name, properties(column));
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
  const columns = [
    ...labels.map(({ label, name }) => [label, name] as const),
    ...values.map(({ name }, at) => [`Value #${refId(at)}`, name] as const),
  ];
  return {
    excludeByName: { Time: true },
    indexByName: Object.fromEntries(columns.map(([field], at) => [field, at])),
    renameByName: Object.fromEntries(columns),
  };
}

function properties({ look, cell, width }: ValueColumn): DynamicConfigValue[] {
  const { unit, decimals, min, max, steps, mappings, noValue, links = [] } = look;
  const type = cell === 'gauge' ? { type: 'gauge', mode: 'basic', valueDisplayMode: 'text' } : { type: cell };
  const all: readonly [id: string, value: unknown][] = [
    ['unit', unit],
    ['noValue', noValue],
    ['decimals', decimals],
    ['min', min],
    ['max', max],
    ['thresholds', steps && thresholds(steps).build()],
    ['mappings', mappings],
    ['custom.cellOptions', cell && type],
    ['custom.width', width],
    ['links', links.length > 0 ? links.map((link) => valueLink(link).build()) : undefined],
  ];
  return all.flatMap(([id, value]) => (value === undefined ? [] : [{ id, value }]));
}
