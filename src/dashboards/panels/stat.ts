// Numbers at a glance: one for each series that a query returns now.
import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import type { Look } from '../look.ts';
import type { Query } from '../target.ts';
import { lastValues, type Panel, type PanelHead, panelOf } from './panel.ts';

/** `names` shows what each number is, where there are several. */
export interface StatOptions {
  readonly names?: boolean;
  readonly colored?: 'background' | 'value';
}

export function statPanel(
  head: PanelHead,
  queries: readonly Query[],
  look: Look,
  { names = false, colored = 'value' }: StatOptions = {},
): Panel {
  const make = () =>
    new PanelBuilder()
      .reduceOptions(lastValues())
      .orientation(VizOrientation.Auto)
      .graphMode(BigValueGraphMode.None)
      .textMode(names ? BigValueTextMode.ValueAndName : BigValueTextMode.Value)
      .colorMode(colored === 'background' ? BigValueColorMode.Background : BigValueColorMode.Value);
  return panelOf(head, make, look, queries, 'instant');
}
