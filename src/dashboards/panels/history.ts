// A square for each day.
import { VisibilityMode } from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/statushistory';
import type { Look } from '../look.ts';
import type { Query } from '../target.ts';
import { type Panel, type PanelHead, panelOf } from './panel.ts';

/** `days` are those that are shown, whatever time range the board has. */
export function historyPanel(head: PanelHead, queries: readonly Query[], look: Look, days: number): Panel {
  const make = () =>
    new PanelBuilder().timeFrom(`${days}d`).interval('1d').showValue(VisibilityMode.Never).rowHeight(0.9);
  return panelOf(head, make, look, queries, 'range');
}
