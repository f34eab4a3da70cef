// Charts: a description for Vega in, a drawing as SVG out. Everything that makes them one family is here: fonts, axes,
// colours. Colours are variables of the page's style sheet, so that a drawing follows it into dark and onto paper.
import { type Axis, Error as ErrorLevel, parse, type Scale, type Spec, View } from 'vega';
import { type Html, html, trusted } from './html.ts';

/** How a series is drawn: told apart by colour and by dashes, so that either is enough. */
export interface SeriesStyle {
  readonly stroke: string;
  readonly dash: readonly number[];
}

const DASHES: readonly (readonly number[])[] = [
  [],
  [7, 3],
  [2, 3],
  [9, 3, 2, 3],
  [4, 2],
  [12, 4],
  [1, 4],
  [6, 2, 2, 2],
];

/** The style of the n-th series of a chart. After eight the colours come again, with other dashes. */
export function seriesStyle(at: number): SeriesStyle {
  const round = Math.floor(at / DASHES.length);
  return {
    stroke: `var(--series-${(at % DASHES.length) + 1})`,
    dash: DASHES[(at + round) % DASHES.length] ?? [],
  };
}

export const INK = { text: 11, strong: 'var(--ink)', soft: 'var(--soft)', grid: 'var(--grid)' } as const;

/** A value on an axis, and what is written there. */
export interface Tick {
  readonly value: number;
  readonly text: string;
}

/** An axis with exactly these ticks. `scale` is also the name of the scale that holds their texts, with "Text" behind. */
export function axisOf(
  orient: 'bottom' | 'left',
  scale: string,
  ticks: readonly Tick[],
  more: Axis | object = {},
): Axis {
  return {
    orient,
    scale,
    values: ticks.map(({ value }) => value),
    domain: false,
    ticks: false,
    grid: true,
    gridColor: INK.grid,
    labelColor: INK.soft,
    labelFontSize: INK.text,
    labelPadding: 6,
    labelOverlap: false,
    titleColor: INK.soft,
    titleFontSize: INK.text,
    titleFontWeight: 'normal',
    aria: false,
    encode: { labels: { update: { text: { scale: `${scale}Text`, field: 'value' } } } },
    ...more,
  };
}

/** The texts of the ticks of a scale. */
export function tickTexts(scale: string, ticks: readonly Tick[]): Scale {
  return {
    name: `${scale}Text`,
    type: 'ordinal',
    domain: ticks.map(({ value }) => value),
    range: ticks.map(({ text }) => text),
  };
}

/** What a chart that is drawn many times over is filled with. */
export interface Filling {
  readonly height: number;
  readonly signals: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, readonly object[]>>;
}

/** A chart ready to be drawn with other data each time, which saves a third of the time. */
export function stencil(spec: Spec): (filling: Filling, title: string) => Promise<Html> {
  const runtime = parse({ autosize: 'none', ...spec });
  return async ({ height, signals, data }, title) => {
    const view = new View(runtime, OPTIONS).height(height);
    for (const [name, value] of Object.entries(signals)) view.signal(name, value);
    for (const [name, values] of Object.entries(data)) view.data(name, [...values]);
    return chartOf(await drawingOf(view), title);
  };
}

/** What a chart shows, without the name that it has where it stands: several places may show the same. */
export interface Drawing {
  readonly viewBox: string;
  readonly content: Html;
}

/** Draws a chart. The specification is ours; texts of users are data in it, never expressions. */
export function draw(spec: Spec): Promise<Drawing> {
  return drawingOf(new View(parse({ autosize: 'none', ...spec }), OPTIONS));
}

/** The drawing as a chart, which `title` names for those who do not see it. */
export function chartOf({ viewBox, content }: Drawing, title: string): Html {
  return html`<svg class="chart" role="img" viewBox="${viewBox}"><title>${title}</title>${content}</svg>`;
}

const OPTIONS = { renderer: 'none', logLevel: ErrorLevel } as const;

async function drawingOf(view: View): Promise<Drawing> {
  const drawn = await view.toSVG();
  view.finalize();
  const viewBox = /viewBox="([\d. ]+)"/.exec(drawn)?.[1] ?? '';
  const body = drawn.slice(drawn.indexOf('>') + 1, drawn.lastIndexOf('</svg>'));
  return { viewBox, content: trusted(slim(body)) };
}

/** Without what only programs would read, and with positions to a tenth of a pixel: a page holds hundreds of charts. */
function slim(svg: string): string {
  return svg
    .replaceAll(/<path class="(?:background|foreground)"[^>]*(?:\/>|><\/path>)/g, '')
    .replaceAll(/<[^>]+>/g, (tag) =>
      tag
        .replaceAll(/ (?:class|role|aria-[a-z]+|pointer-events|font-family|stroke-miterlimit)="[^"]*"/g, '')
        .replaceAll(/ (?:opacity="1"|font-size="11px"|stroke-width="1"|[xy]2="0"|transform="translate\(0,0\)")/g, '')
        .replaceAll(/-?\d+\.\d{2,}/g, (number) => String(Number(Number(number).toFixed(1)))),
    )
    .replaceAll(/<g><\/g>|<g\/>/g, '');
}
