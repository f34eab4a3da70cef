// Answers of a server as series, and to which group of an SLO each belongs.
import { type Labels, labelValue } from '../exposition/exposition.ts';
import type { Slo } from '../model/slo.ts';

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

/** The group labels of a series, those that it has. */
export function groupOf({ by }: Slo, labels: Labels): Labels {
  return Object.fromEntries(
    by.flatMap((label) => {
      const value = labelValue(labels, label);
      return value === '' ? [] : [[label, value]];
    }),
  );
}

export function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort());
}
