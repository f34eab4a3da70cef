// Response curves drawn: two charts over the error ratio, the time until each alert fires and the budget gone by then. A
// strip on top of the first shows where an alert never fires.
import type { Mark, Scale, Spec } from 'vega';
import { ratioToPercent } from '../model/units.ts';
import { durationWords } from '../text/numbers.ts';
import { axisOf, type Drawing, draw, INK, seriesStyle, type Tick, tickTexts } from './plot.ts';
import type { ResponseCurve, ResponsePoint } from './response-curve.ts';

const [SECOND_MS, MINUTE_MS, HOUR_MS, DAY_MS] = [1_000, 60_000, 3_600_000, 86_400_000];

/** Moments that a person has a feeling for. */
const TIMES: readonly Tick[] = [
  SECOND_MS,
  10 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  HOUR_MS,
  6 * HOUR_MS,
  DAY_MS,
  3 * DAY_MS,
  7 * DAY_MS,
  30 * DAY_MS,
  180 * DAY_MS,
].map((value) => ({ value, text: durationWords(value) }));

const RATIOS: readonly Tick[] = [-6, -5, -4, -3, -2, -1, 0, 1, 2].map((power) => ({
  value: 10 ** power,
  text: ratioToPercent(10 ** power),
}));

const SIZE = { width: 362, curves: 196, least: 230 };
const PADDING = { left: 46, right: 14, bottom: 40, top: 8 };

/** The strip above the curves: a line for each alert, as far as it never fires. */
const STRIP = { perCurve: 7, gap: 10 };

/** The time until each alert fires. */
export function drawTimes(curves: readonly ResponseCurve[]): Promise<Drawing> {
  const strip = curves.length * STRIP.perCurve;
  // Zero has no place on a logarithmic axis, and nothing fires sooner than an evaluation.
  const read = ({ timeMs }: ResponsePoint) => (timeMs === undefined ? undefined : Math.max(timeMs, SECOND_MS));
  const spec = chart({ curves, read, ticks: TIMES, top: strip + STRIP.gap });
  return draw({ ...spec, marks: [...neverMarks(curves), ...(spec.marks ?? [])] });
}

/** The budget gone when each alert fires. */
export function drawBudgets(curves: readonly ResponseCurve[]): Promise<Drawing> {
  return draw(chart({ curves, read: ({ spent }) => spent, ticks: RATIOS, top: 0 }));
}

interface Plotted {
  readonly curves: readonly ResponseCurve[];
  readonly read: (point: ResponsePoint) => number | undefined;
  readonly ticks: readonly Tick[];
  /** Where the curves begin, in pixels from above. */
  readonly top: number;
}

function chart({ curves, read, ticks, top }: Plotted): Spec {
  const points = curves.flatMap(({ points }, curve) =>
    points.flatMap((point) => {
      const y = read(point);
      return y === undefined ? [] : [{ curve, x: point.errorRatio, y, ...lookOf(curve) }];
    }),
  );
  const starts = curves.flatMap((_, curve) => points.find((point) => point.curve === curve) ?? []);
  const least = curves[0]?.points[0]?.errorRatio ?? 0.001;
  const xTicks = RATIOS.filter(({ value }) => value >= least && value <= 1);
  const height = Math.max(SIZE.least, curves.length * STRIP.perCurve + STRIP.gap + SIZE.curves);
  const [low, high] = around(
    points.map(({ y }) => y),
    ticks,
  );
  const yTicks = ticks.filter(({ value }) => value >= low && value <= high);
  return {
    width: SIZE.width,
    height,
    padding: PADDING,
    data: [
      { name: 'points', values: points },
      { name: 'starts', values: starts },
    ],
    scales: [
      logScale('x', [least, 1], [0, SIZE.width]),
      logScale('y', [low, high], [height, top]),
      tickTexts('x', xTicks),
      tickTexts('y', yTicks),
    ],
    axes: [axisOf('bottom', 'x', xTicks, { title: 'error ratio' }), axisOf('left', 'y', yTicks)],
    marks: [lines(), dots()],
  };
}

function logScale(name: string, domain: [number, number], range: [number, number]): Scale {
  return { name, type: 'log', domain, range, nice: false, zero: false };
}

/** From the tick below all values to the tick above them. */
function around(values: readonly number[], ticks: readonly Tick[]): [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const below = ticks.findLast(({ value }) => value <= least)?.value ?? least;
  const above = ticks.find(({ value }) => value > most)?.value ?? most;
  return [below, above];
}

function lookOf(curve: number): { readonly stroke: string; readonly dash: readonly number[] } {
  const { stroke, dash } = seriesStyle(curve);
  return { stroke, dash };
}

function lines(): Mark {
  const facet = { name: 'curve', data: 'points', groupby: 'curve' };
  return {
    type: 'group',
    from: { facet },
    marks: [
      {
        type: 'line',
        from: { data: 'curve' },
        aria: false,
        encode: {
          enter: {
            x: { scale: 'x', field: 'x' },
            y: { scale: 'y', field: 'y' },
            stroke: { field: 'stroke' },
            strokeDash: { field: 'dash' },
            strokeWidth: { value: 2 },
            strokeJoin: { value: 'round' },
          },
        },
      },
    ],
  };
}

/** Where a curve begins: just above its threshold. */
function dots(): Mark {
  return {
    type: 'symbol',
    from: { data: 'starts' },
    aria: false,
    encode: {
      enter: {
        x: { scale: 'x', field: 'x' },
        y: { scale: 'y', field: 'y' },
        fill: { field: 'stroke' },
        size: { value: 28 },
      },
    },
  };
}

/** Lines in the strip, each up to where its alert begins to fire. */
function neverMarks(curves: readonly ResponseCurve[]): Mark[] {
  const lanes = curves.flatMap(({ points }, at) => {
    const last = points.findLast(({ timeMs }) => timeMs === undefined);
    return last ? [{ x: last.errorRatio, y: at * STRIP.perCurve, ...lookOf(at) }] : [];
  });
  if (lanes.length === 0) return [];
  const at = { y: { field: 'y' }, stroke: { field: 'stroke' }, strokeWidth: { value: 2 } };
  const end = { scale: 'x', field: 'x' };
  const from = (encode: object): Mark => ({
    type: 'rule',
    from: { data: 'never' },
    aria: false,
    encode: { enter: { ...at, ...encode } },
  });
  return [
    {
      type: 'group',
      data: [{ name: 'never', values: lanes }],
      marks: [
        from({ x: { value: 0 }, x2: end, strokeDash: { field: 'dash' } }),
        from({ x: end, y: { field: 'y', offset: -2.5 }, y2: { field: 'y', offset: 2.5 } }),
        {
          type: 'text',
          aria: false,
          encode: {
            enter: {
              text: { value: 'never' },
              x: { value: -6 },
              y: { value: ((curves.length - 1) * STRIP.perCurve) / 2 },
              align: { value: 'right' },
              baseline: { value: 'middle' },
              fill: { value: INK.soft },
              fontSize: { value: INK.text },
            },
          },
        },
      ],
    },
  ];
}
