// How the observations of a histogram spread over its buckets, over time.
import {
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  PanelBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap';
import type { Look } from '../look.ts';
import type { Query } from '../target.ts';
import { type Panel, type PanelHead, panelOf } from './panel.ts';

/** The legend of the query has to be `{{le}}`: that is how Grafana knows a bucket. */
export function heatmapPanel(head: PanelHead, query: Query, look: Look): Panel {
  const color = new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme('Oranges').steps(64);
  const make = () =>
    new PanelBuilder().calculate(false).color(color).yAxis(new YAxisConfigBuilder().unit(look.unit)).cellGap(1);
  return panelOf(head, make, look, [query], 'heatmap');
}
