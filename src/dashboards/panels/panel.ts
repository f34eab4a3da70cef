// What panels of every kind have in common: a number that never changes, words, a size, queries, a look. A panel does not
// know where it stands; see board.ts.
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import { type DataSourceRef, ReduceDataOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import type {
  DashboardLink,
  GridPos,
  Panel as SdkPanel,
  ThresholdsConfig,
  ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { type Look, thresholds, valueLink } from '../look.ts';
import { DATASOURCE, type Query, type QueryKind, targetOf } from '../target.ts';

/** What a panel is. Links and screenshots refer to `id`, which is never used for another panel. */
export interface PanelHead {
  readonly id: number;
  readonly title: string;
  /** What it shows, how to read it, and what is wrong with it. */
  readonly description: string;
  /** In columns, of which there are 24. */
  readonly width: number;
  /** In rows of 30 pixels. */
  readonly height: number;
}

/** A panel that waits for its place. */
export interface Panel extends PanelHead {
  readonly at: (place: GridPos) => Builder<SdkPanel>;
}

/** What the SDK's builders of panels have in common; it has no name for that. */
interface PanelBuilder extends Builder<SdkPanel> {
  id(id: number): this;
  title(title: string): this;
  description(description: string): this;
  gridPos(place: GridPos): this;
  datasource(datasource: DataSourceRef): this;
  targets(targets: Builder<Dataquery>[]): this;
  unit(unit: string): this;
  decimals(decimals: number): this;
  min(min: number): this;
  max(max: number): this;
  noValue(text: string): this;
  thresholds(thresholds: Builder<ThresholdsConfig>): this;
  mappings(mappings: ValueMapping[]): this;
  dataLinks(links: Builder<DashboardLink>[]): this;
}

/** A panel with queries. `make` returns a new builder each time, because the SDK's builders hand out their insides. */
export function panelOf<B extends PanelBuilder>(
  head: PanelHead,
  make: () => B,
  look: Look,
  queries: readonly Query[],
  kind: QueryKind,
): Panel {
  const targets = queries.map((query, at) => targetOf(query, kind, at));
  return {
    ...head,
    at: (place) => {
      const { id, title, description } = head;
      const builder = make().id(id).title(title).description(description).gridPos(place).datasource(DATASOURCE);
      return dressed(builder.targets(targets), look);
    },
  };
}

function dressed<B extends PanelBuilder>(builder: B, look: Look): B {
  const { unit, decimals, min, max, steps, mappings = [], noValue, links = [] } = look;
  builder
    .unit(unit)
    .noValue(noValue)
    .mappings([...mappings])
    .dataLinks(links.map(valueLink));
  if (decimals !== undefined) builder.decimals(decimals);
  if (min !== undefined) builder.min(min);
  if (max !== undefined) builder.max(max);
  return steps === undefined ? builder : builder.thresholds(thresholds(steps));
}

/** The last value of each series, which of an instant query is the only one. */
export function lastValues(): ReduceDataOptionsBuilder {
  return new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false).fields('');
}
