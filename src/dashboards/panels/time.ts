// Lines over time.
import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ScaleDistribution,
  ScaleDistributionConfigBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Look } from '../look.ts';
import { type Query, refId } from '../target.ts';
import { type Panel, type PanelHead, panelOf } from './panel.ts';

export interface TimeOptions {
  /** Which numbers stand beside each name in the legend. */
  readonly calcs?: readonly ('lastNotNull' | 'max' | 'min' | 'mean')[];
  /** Whether the steps of the look are drawn as dashed lines. */
  readonly drawSteps?: boolean;
  /** Parts of a whole, on top of each other. */
  readonly stacked?: boolean;
  /** For values of very different sizes; 0 stays on the axis. */
  readonly logarithmic?: boolean;
  /** Positions of queries whose lines are bounds: dashed, in one colour. */
  readonly bounds?: Readonly<Record<number, string>>;
  /** Colours of the lines of a query, by its position. */
  readonly colors?: Readonly<Record<number, string>>;
}

export function timePanel(head: PanelHead, queries: readonly Query[], look: Look, options: TimeOptions = {}): Panel {
  return panelOf(head, () => lines(options), look, queries, 'range');
}

function lines({
  calcs = ['lastNotNull', 'max'],
  drawSteps,
  stacked,
  logarithmic,
  bounds = {},
  colors = {},
}: TimeOptions) {
  const builder = new PanelBuilder()
    .lineWidth(2)
    .fillOpacity(stacked ? 40 : 0)
    .showPoints(VisibilityMode.Never)
    // Samples that are missing show as a gap, not as a line between their neighbours.
    .spanNulls(false)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Bottom)
        .calcs([...calcs]),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  if (stacked) builder.stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
  if (drawSteps) builder.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
  if (logarithmic) {
    const scale = new ScaleDistributionConfigBuilder().type(ScaleDistribution.Symlog).log(2).linearThreshold(1);
    builder.scaleDistribution(scale);
  }
  for (const [at, color] of Object.entries(bounds)) builder.overrideByQuery(refId(Number(at)), boundLook(color));
  for (const [at, color] of Object.entries(colors)) builder.overrideByQuery(refId(Number(at)), [colorLook(color)]);
  return builder;
}

function boundLook(color: string): DynamicConfigValue[] {
  return [
    { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } },
    { id: 'custom.lineWidth', value: 1 },
    colorLook(color),
  ];
}

function colorLook(color: string): DynamicConfigValue {
  return { id: 'color', value: { mode: 'fixed', fixedColor: color } };
}
