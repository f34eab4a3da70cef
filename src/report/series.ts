// Answers of a server as series.
import type { Labels } from '../exposition/exposition.ts';

/** Values of one series. */
export interface ReportSeries {
  readonly labels: Labels;
  readonly values: readonly { readonly timeMs: number; readonly value: number }[];
}

/** What the questions of the same names were answered with. */
export interface ReportAnswers {
  readonly total: readonly ReportSeries[];
  readonly bad: readonly ReportSeries[];
  readonly evaluations: readonly ReportSeries[];
  readonly present: readonly ReportSeries[];
  readonly burning: readonly ReportSeries[];
  readonly firing: readonly ReportSeries[];
}
