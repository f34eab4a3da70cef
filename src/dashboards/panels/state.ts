// Bands of states over time, one for each series.
import {
  LegendDisplayMode,
  LegendPlacement,
  TimelineValueAlignment,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { FieldColorBuilder, FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import type { Look } from '../look.ts';
import type { Query } from '../target.ts';
import { type Panel, type PanelHead, panelOf } from './panel.ts';

export function statePanel(head: PanelHead, queries: readonly Query[], look: Look): Panel {
  const make = () =>
    new PanelBuilder()
      .mergeValues(true)
      .showValue(VisibilityMode.Never)
      .alignValue(TimelineValueAlignment.Left)
      .rowHeight(0.8)
      .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
      .legend(
        new VizLegendOptionsBuilder()
          .showLegend(true)
          .displayMode(LegendDisplayMode.List)
          .placement(LegendPlacement.Bottom)
          .calcs([]),
      )
      .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Single));
  return panelOf(head, make, look, queries, 'range');
}
