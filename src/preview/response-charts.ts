// The two charts of an SLO's alerts, side by side: how soon each fires, and how much of the budget is gone by then. SLOs with
// the same thresholds and windows have the same drawings, so each is made once.
import type { BudgetSlo } from '../model/slo.ts';
import { printDuration } from '../promql/duration.ts';
import { sloName } from '../rules/template.ts';
import { type Html, html } from './html.ts';
import { chartOf, type Drawing } from './plot.ts';
import { drawBudgets, drawTimes } from './response-chart.ts';
import { type ResponseCurve, responseCurves } from './response-curve.ts';

/** The drawings of one set of curves. */
interface Drawings {
  readonly times: Drawing;
  readonly budgets: Drawing;
}

/** How a drawing gets into a chart: as it is, or by a reference to where it stands. */
type Place = (drawing: Drawing) => Drawing;

/** Charts of one page. */
export class ResponseCharts {
  readonly #drawn = new Map<string, Drawings>();
  readonly #place: Place;

  constructor(place: Place = (drawing) => drawing) {
    this.#place = place;
  }

  /** The charts of an SLO; nothing where none of its alerts can fire by an error ratio. */
  async of(slo: BudgetSlo): Promise<Html | undefined> {
    const curves = responseCurves(slo);
    if (!curves.some(({ points }) => points.some(({ timeMs }) => timeMs !== undefined))) return undefined;
    const { times, budgets } = await this.#drawingsOf(curves);
    const name = sloName(slo.identity);
    return html`<div class="charts">
<figure><figcaption>Time until an alert fires, when errors start at once and stay</figcaption>${chartOf(times, `${name}: time until each alert fires, by error ratio`)}</figure>
<figure><figcaption>Error budget of ${printDuration(slo.periodMs)} that is gone by then</figcaption>${chartOf(budgets, `${name}: budget gone when each alert fires, by error ratio`)}</figure>
</div>`;
  }

  async #drawingsOf(curves: readonly ResponseCurve[]): Promise<Drawings> {
    // Names stand in the table beside the charts.
    const key = JSON.stringify(curves.map(({ points }) => points));
    const known = this.#drawn.get(key);
    if (known) return known;
    const drawings = {
      times: this.#place(await drawTimes(curves)),
      budgets: this.#place(await drawBudgets(curves)),
    };
    this.#drawn.set(key, drawings);
    return drawings;
  }
}
