// A timeline drawn: courses as lines, gaps in them as bands, and a lane of marks for each alert. Rows are laid out here, in
// pixels from above; Vega has the time axis and the drawing.
import type { Mark } from 'vega';
import { printDuration } from '../promql/duration.ts';
import type { Html } from './html.ts';
import { axisOf, type Filling, INK, seriesStyle, stencil, type Tick } from './plot.ts';
import type { Course, CoursePoint, Lane, MarkKind, Timeline } from './timeline.ts';

const WIDTH = 396;
const PADDING = { left: 12, right: 12, top: 4, bottom: 22 };
const ROW = { text: 19, course: 34, lane: 13, gap: 7 };

/** What a step of the time axis may be, in minutes. */
const STEPS_MIN: readonly number[] = [
  0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 4_320, 7_200, 14_400, 43_200, 86_400, 259_200,
];
const MOST_TICKS = 6;

/** Letters are about this wide, in pixels: longer labels are cut. */
const LETTER = 6.2;

const MARKS: Readonly<Record<MarkKind, { readonly shape: string; readonly fill: string; readonly stroke: string }>> = {
  fires: { shape: 'circle', fill: 'var(--fires)', stroke: 'var(--fires)' },
  silent: { shape: 'circle', fill: 'var(--paper)', stroke: 'var(--silent)' },
  value: { shape: 'diamond', fill: 'var(--paper)', stroke: 'var(--soft)' },
  texts: { shape: 'square', fill: 'var(--paper)', stroke: 'var(--soft)' },
};

export function timelineChart(timeline: Timeline, title: string): Promise<Html> {
  const { courses, lanes, endMs } = timeline;
  const laneHeight = ROW.text + ROW.lane + ROW.gap;
  const heights = courses.map((course) => ROW.text + (isSteady(course) ? 0 : ROW.course) + ROW.gap);
  const below = heights.reduce((sum, height) => sum + height, 0);
  const topOf = (row: number) => heights.slice(0, row).reduce((sum, height) => sum + height, 0);
  const drawn = courses.map((course, row) => placeCourse(course, topOf(row), endMs));
  const placed = lanes.map((lane, at) => ({ ...lane, y: below + at * laneHeight }));
  const height = below + lanes.length * laneHeight;
  const ticks = timeTicks(endMs);
  const filling: Filling = {
    height,
    signals: { end: endMs, moments: ticks.map(({ value }) => value) },
    data: {
      ticks,
      gaps: drawn.flatMap(({ gaps }) => gaps),
      bounds: drawn.flatMap(({ bounds }) => bounds),
      points: drawn.flatMap(({ points }, row) => points.map((point) => ({ ...point, row }))),
      lanes: placed.map(({ y }) => ({ y: y + ROW.text + ROW.lane / 2 })),
      marks: placed.flatMap(({ marks, y }) =>
        distinct(marks).map(({ atMs, kind }) => ({ x: atMs, y: y + ROW.text + ROW.lane / 2, ...MARKS[kind] })),
      ),
      labels: [...drawn.flatMap(({ labels }) => labels), ...placed.map(({ label, y }) => laneLabel(label, y))],
    },
  };
  return drawTimeline(filling, title);
}

/** Several checks of one kind at one moment are one mark. */
function distinct(marks: Lane['marks']): Lane['marks'] {
  return marks.filter(
    ({ atMs, kind }, at) => marks.findIndex((other) => other.atMs === atMs && other.kind === kind) === at,
  );
}

function timeTicks(endMs: number): Tick[] {
  const stepMs = (STEPS_MIN.find((minutes) => endMs / (minutes * 60_000) <= MOST_TICKS) ?? endMs / 60_000) * 60_000;
  return Array.from({ length: Math.floor(endMs / stepMs) + 1 }, (_, at) => ({
    value: at * stepMs,
    text: at === 0 ? '0' : printDuration(at * stepMs),
  }));
}

/** What never changes needs no line: its value is told. */
function isSteady({ points, bounds }: Course): boolean {
  return bounds.length === 0 && new Set(points.slice(1).map(({ value }) => value)).size < 2;
}

interface Label {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly align: 'left' | 'right' | 'center';
  readonly fill: string;
}

function placeCourse(course: Course, top: number, endMs: number) {
  const { label, range, gap, points, bounds } = course;
  const area = { top: top + ROW.text, bottom: top + ROW.text + ROW.course };
  const values = [...points.flatMap(({ value }) => value ?? []), ...bounds.map(({ value }) => value), 0];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const heightOf = (value: number) => area.bottom - ((value - least) / (most - least || 1)) * ROW.course;
  const isFlat = isSteady(course);
  const texts: Label[] = [
    { text: cut(label, WIDTH - range.length * LETTER - 12), x: 0, y: top + 8, align: 'left', fill: INK.strong },
    { text: range || gap, x: WIDTH, y: top + 8, align: 'right', fill: INK.soft },
  ];
  const gaps = isFlat ? [] : gapsOf(points, endMs);
  const captions = gaps
    .filter(({ x, x2 }) => ((x2 - x) / endMs) * WIDTH > (gap.length + 1) * LETTER)
    .map(
      ({ x, x2 }): Label => ({
        text: gap,
        x: ((x + x2) / 2 / endMs) * WIDTH,
        y: (area.top + area.bottom) / 2,
        align: 'center',
        fill: INK.soft,
      }),
    );
  return {
    labels: [...texts, ...captions],
    gaps: gaps.map((gap) => ({ ...gap, y: area.top, y2: area.bottom })),
    bounds: bounds.map(({ value, series }) => ({ y: heightOf(value), stroke: seriesStyle(series).stroke })),
    points: (isFlat ? [] : points).map(({ atMs, value }) => ({
      x: atMs,
      y: heightOf(value ?? 0),
      isThere: value !== undefined,
    })),
  };
}

/** Stretches without a value, from the last point before to the first one after. A rate has no first sample; that is none. */
function gapsOf(points: readonly CoursePoint[], endMs: number): { readonly x: number; readonly x2: number }[] {
  const there = points.filter(({ value }) => value !== undefined).map(({ atMs }) => atMs);
  const missing = points.slice(1).filter(({ value }) => value === undefined);
  const gaps = missing.map(({ atMs }) => ({
    x: there.findLast((before) => before < atMs) ?? 0,
    x2: there.find((after) => after > atMs) ?? endMs,
  }));
  const last = there.at(-1) ?? 0;
  const all = last < endMs && missing.length === 0 ? [...gaps, { x: last, x2: endMs }] : gaps;
  return all.filter(({ x }, at) => all.findIndex((other) => other.x === x) === at);
}

function laneLabel(label: string, top: number): Label {
  return { text: cut(label, WIDTH), x: 0, y: top + 8, align: 'left', fill: INK.strong };
}

function cut(text: string, width: number): string {
  const letters = [...text];
  const most = Math.floor(width / LETTER);
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join('')}…`;
}

const X = { scale: 'x', field: 'x' };
const Y = { field: 'y' };

function gapMarks(): Mark {
  const box = { x: X, x2: { scale: 'x', field: 'x2' }, y: Y, y2: { field: 'y2' }, fill: { value: 'var(--gap)' } };
  return { type: 'rect', from: { data: 'gaps' }, aria: false, encode: { enter: box } };
}

function boundMarks(): Mark {
  return {
    type: 'rule',
    from: { data: 'bounds' },
    aria: false,
    encode: {
      enter: {
        x: { value: 0 },
        x2: { value: WIDTH },
        y: Y,
        stroke: { field: 'stroke' },
        strokeDash: { value: [3, 3] },
        strokeWidth: { value: 1 },
      },
    },
  };
}

function lineMarks(): Mark {
  const facet = { name: 'row', data: 'points', groupby: 'row' };
  return {
    type: 'group',
    from: { facet },
    marks: [
      {
        type: 'line',
        from: { data: 'row' },
        aria: false,
        encode: {
          enter: {
            x: X,
            y: Y,
            defined: { field: 'isThere' },
            stroke: { value: INK.strong },
            strokeWidth: { value: 1.5 },
            strokeCap: { value: 'round' },
            strokeJoin: { value: 'round' },
          },
        },
      },
    ],
  };
}

function laneMarks(): Mark {
  const line = { x: { value: 0 }, x2: { value: WIDTH }, y: Y, stroke: { value: INK.grid } };
  return { type: 'rule', from: { data: 'lanes' }, aria: false, encode: { enter: line } };
}

function pointMarks(): Mark {
  const mark = { x: X, y: Y, shape: { field: 'shape' }, fill: { field: 'fill' }, stroke: { field: 'stroke' } };
  return {
    type: 'symbol',
    from: { data: 'marks' },
    aria: false,
    encode: { enter: { ...mark, size: { value: 44 }, strokeWidth: { value: 1.5 } } },
  };
}

function labelMarks(): Mark {
  return {
    type: 'text',
    from: { data: 'labels' },
    aria: false,
    encode: {
      enter: {
        x: { field: 'x' },
        y: Y,
        text: { field: 'text' },
        align: { field: 'align' },
        baseline: { value: 'middle' },
        fill: { field: 'fill' },
        fontSize: { value: INK.text },
      },
    },
  };
}

const drawTimeline = stencil({
  width: WIDTH,
  padding: PADDING,
  signals: [{ name: 'end' }, { name: 'moments' }],
  data: ['ticks', 'gaps', 'bounds', 'points', 'lanes', 'marks', 'labels'].map((name) => ({ name })),
  scales: [
    { name: 'x', type: 'linear', domain: [0, { signal: 'end' }], range: [0, WIDTH], nice: false },
    {
      name: 'xText',
      type: 'ordinal',
      domain: { data: 'ticks', field: 'value' },
      range: { data: 'ticks', field: 'text' },
    },
  ],
  axes: [axisOf('bottom', 'x', [], { values: { signal: 'moments' }, labelFlush: true })],
  marks: [gapMarks(), boundMarks(), lineMarks(), laneMarks(), pointMarks(), labelMarks()],
});
