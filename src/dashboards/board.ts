// Rows of panels in, a dashboard out: classic JSON (schemaVersion 42, the last of its kind, which Grafana 10 to 13 import).
// Panels flow from left to right, so they can neither overlap nor leave holes that nobody meant.
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  RowBuilder,
  TimePickerBuilder,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Expr } from '../promql/ast.ts';
import { print } from '../promql/print.ts';
import type { Panel } from './panels/panel.ts';
import { DATASOURCE } from './target.ts';

export interface Row {
  readonly id: number;
  readonly title: string;
  readonly panels: readonly Panel[];
  /** Its panels are queried only once somebody opens it. */
  readonly collapsed?: boolean;
}

/** A link at the top of a board; it keeps the time range. */
export interface BoardLink {
  readonly title: string;
  readonly url: string;
}

/** Times at which something happened, drawn into every graph. */
export interface Annotation {
  readonly name: string;
  readonly expr: Expr;
  readonly title: string;
  readonly text: string;
  readonly color: string;
}

export interface BoardPlan {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** How far back it looks at first, such as `7d`. */
  readonly span: string;
  readonly refresh: string;
  readonly variables: readonly Builder<VariableModel>[];
  readonly annotations: readonly Annotation[];
  readonly links: readonly BoardLink[];
  readonly rows: readonly Row[];
}

const COLUMNS = 24;

export function buildDashboard(plan: BoardPlan): Dashboard {
  const builder = new DashboardBuilder(plan.title)
    .uid(plan.uid)
    .description(plan.description)
    .tags([...plan.tags])
    .readonly()
    .timezone('browser')
    .time({ from: `now-${plan.span}`, to: 'now' })
    .refresh(plan.refresh)
    .tooltip(DashboardCursorSync.Crosshair)
    .timepicker(new TimePickerBuilder().refreshIntervals(['30s', '1m', '5m', '15m', '1h']))
    .variables([...plan.variables])
    .annotations(plan.annotations.map(annotationOf))
    .links(plan.links.map(linkOf));
  let y = 0;
  for (const row of plan.rows.filter(({ panels }) => panels.length > 0)) y = addRow(builder, row, y);
  return builder.build();
}

/** Adds a row that begins at `y`, and says where the next one does. */
function addRow(builder: DashboardBuilder, { id, title, panels, collapsed = false }: Row, y: number): number {
  const row = new RowBuilder(title).id(id).gridPos({ x: 0, y, w: COLUMNS, h: 1 }).collapsed(collapsed);
  const { placed, end } = flow(panels, y + 1);
  if (collapsed) for (const panel of placed) row.withPanel(panel);
  builder.withRow(row);
  if (!collapsed) for (const panel of placed) builder.withPanel(panel);
  return collapsed ? y + 1 : end;
}

/** Lines of panels, each as high as its highest panel; in one line all should be. */
function flow(panels: readonly Panel[], top: number) {
  let [x, y, height] = [0, top, 0];
  const placed = panels.map((panel) => {
    if (x + panel.width > COLUMNS) [x, y, height] = [0, y + height, 0];
    const place = { x, y, w: panel.width, h: panel.height };
    x += panel.width;
    height = Math.max(height, panel.height);
    return panel.at(place);
  });
  return { placed, end: y + height };
}

/** The SDK puts links and annotations into a menu where nobody sees them. */
function visible<T extends { placement?: unknown }>(builder: Builder<T>): Builder<T> {
  return {
    build: () => {
      const { placement: _hidden, ...rest } = builder.build();
      return rest as T;
    },
  };
}

// The expression stands at the top, where Grafana 11 looks for it; later ones move it.
function annotationOf({ name, expr, title, text, color }: Annotation) {
  return visible(
    new AnnotationQueryBuilder()
      .name(name)
      .datasource(DATASOURCE)
      .enable(true)
      .iconColor(color)
      .expr(print(expr))
      .titleFormat(title)
      .textFormat(text)
      .step('60s'),
  );
}

function linkOf({ title, url }: BoardLink) {
  const builder = new DashboardLinkBuilder(title).type(DashboardLinkType.Link).icon('dashboard').url(url);
  return visible(builder.keepTime(true));
}
