// Bars side by side, one for each series now, the longest first.
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import { BarGaugeDisplayMode, BarGaugeValueMode, VizOrientation } from '@grafana/grafana-foundation-sdk/common';
import type { Look } from '../look.ts';
import type { Query } from '../target.ts';
import { lastValues, type Panel, type PanelHead, panelOf } from './panel.ts';

export function barPanel(head: PanelHead, queries: readonly Query[], look: Look): Panel {
  const make = () =>
    new PanelBuilder()
      .reduceOptions(lastValues())
      .orientation(VizOrientation.Horizontal)
      .displayMode(BarGaugeDisplayMode.Gradient)
      .valueMode(BarGaugeValueMode.Color);
  return panelOf(head, make, look, queries, 'instant');
}
