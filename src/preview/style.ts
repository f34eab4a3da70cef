// The style sheet of the page. Colours are variables, for light, dark and paper; charts use the same ones. The colours of
// series are those of Okabe and Ito (https://jfly.uni-koeln.de/color/), darkened or lightened until they stand out from the
// page, in an order in which neighbours differ for the colour-blind too.

const LIGHT = `
--paper: #fff; --raised: #f6f7f9; --ink: #1b2027; --soft: #5b6570; --grid: #e3e7ec; --line: #d5dbe2; --gap: #eceff3;
--link: #0b5cad; --fires: #c93a00; --silent: #5b6570;
--series-1: #0072b2; --series-2: #d55e00; --series-3: #00805c; --series-4: #b0508c;
--series-5: #a06c00; --series-6: #2f86bd; --series-7: #5b6570; --series-8: #8a4b2d;`;

const DARK = `
--paper: #14181d; --raised: #1c2229; --ink: #e6eaef; --soft: #a0abb8; --grid: #2a323b; --line: #37414c; --gap: #262e37;
--link: #7fb8f0; --fires: #ff8a5c; --silent: #a0abb8;
--series-1: #56b4e9; --series-2: #ff9248; --series-3: #2fcb9d; --series-4: #e79ac8;
--series-5: #f0c050; --series-6: #9cc9ff; --series-7: #a0abb8; --series-8: #d9a184;`;

const PAGE = `
*, ::before, ::after { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 1120px; padding: 32px 20px 96px; overflow-wrap: anywhere; }
h1, h2, h3, h4, p, li, dd, th, td, summary, figcaption, pre { unicode-bidi: isolate; }
h1, h2, h3, h4 { line-height: 1.25; margin: 0; text-wrap: balance; }
h1 { font-size: 30px; letter-spacing: -.01em; }
h2 { font-size: 14px; font-weight: 600; color: var(--soft); margin-top: 56px; padding-bottom: 8px; border-bottom: 1px solid var(--line); }
h3 { font-size: 23px; letter-spacing: -.005em; }
h4 { font-size: 15px; margin: 32px 0 10px; }
p { margin: 6px 0; max-width: 76ch; text-wrap: pretty; }
a { color: var(--link); text-underline-offset: 2px; }
article { padding: 28px 0 12px; scroll-margin-top: 8px; }
article + article { border-top: 1px solid var(--line); margin-top: 28px; }
.lead { color: var(--soft); font-size: 16px; }
.soft, .never { color: var(--soft); font-weight: 400; }
nav { margin: 24px 0 0; }
pre, code { font: 12.5px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
pre { margin: 4px 0 12px; padding: 9px 12px; background: var(--raised); border-radius: 6px; white-space: pre-wrap; }
.facts { display: flex; flex-wrap: wrap; gap: 14px 36px; margin: 18px 0 12px; }
.facts dt { color: var(--soft); font-size: 13px; }
.facts dd { margin: 0; font-size: 19px; font-weight: 600; font-variant-numeric: tabular-nums; }
.facts dd .soft { font-size: 14px; }
.promise { margin: 0; padding-left: 18px; color: var(--soft); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 13.5px; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
nav table { width: 100%; }
nav td { white-space: normal; min-width: 60px; }
th, td { padding: 6px 18px 6px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); font-weight: 400; }
thead th { color: var(--soft); font-size: 13px; white-space: nowrap; }
tbody th { font-weight: 600; }
td { white-space: nowrap; }
th > div, td.name > div { width: max-content; max-width: min(340px, 60vw); white-space: normal; overflow-wrap: anywhere; }
td.prose { white-space: normal; min-width: 280px; max-width: 76ch; overflow-wrap: anywhere; }
.links { display: flex; gap: 12px; font-size: 12.5px; font-weight: 400; }
.swatch { width: 24px; height: 8px; margin-right: 4px; vertical-align: middle; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr)); gap: 20px 32px; margin: 22px 0 14px; }
figure { margin: 0; min-width: 0; }
.charts figure { display: grid; grid-row: span 2; grid-template-rows: subgrid; row-gap: 0; }
.charts figcaption { color: var(--soft); font-size: 13.5px; margin-bottom: 8px; }
.chart { display: block; width: 100%; height: auto; font-size: 11px; font-family: inherit; overflow: visible; }
.chart text { font-variant-numeric: tabular-nums; }
summary { cursor: pointer; }
summary:hover { color: var(--link); }
.more { margin: 10px 0; font-size: 14px; }
.more table { margin-top: 8px; }
td details summary { color: var(--soft); font-size: 13px; }
.topic { border-top: 1px solid var(--line); }
.topic:last-of-type { border-bottom: 1px solid var(--line); }
.topic > summary { padding: 9px 0; font-weight: 600; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 440px), 1fr)); gap: 14px; padding: 4px 0 20px; }
.card { grid-row: span 4; display: grid; grid-template-rows: subgrid; row-gap: 0; align-content: start; background: var(--raised); border-radius: 8px; padding: 12px 14px; font-size: 13px; }
.card figcaption { font-size: 13.5px; line-height: 1.4; margin-bottom: 8px; }
.card details { margin-top: 6px; }
.card ol { margin: 6px 0; padding-left: 0; list-style: none; }
.card li b { display: inline-block; min-width: 4.5em; font-weight: 600; font-variant-numeric: tabular-nums; }
.card details pre { margin: 6px 0 0; padding: 0; background: none; font-size: 11.5px; }
.card .place, .card .place code { color: var(--soft); font-size: 11.5px; }
.drawings { display: block; width: 0; height: 0; }
.filter { position: sticky; top: 0; z-index: 1; max-width: none; margin: 20px 0 0; padding: 10px 0; background: var(--paper); }
.filter input { font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 6px 10px; width: min(100%, 420px); }
.filter output { color: var(--soft); }
section:has(> .slo) > h2 { margin-top: 36px; }
.slo { border-bottom: 1px solid var(--line); }
.slo[open] { padding-bottom: 20px; }
.slo > summary { padding: 8px 0; }
.slo > summary span { margin-left: 10px; }
.legend { max-width: none; display: flex; flex-wrap: wrap; gap: 4px 18px; margin-top: 28px; color: var(--soft); font-size: 13px; }
.dot { display: inline-block; width: 9px; height: 9px; margin-right: 3px; border: 1.5px solid var(--soft); }
.dot.fires { background: var(--fires); border-color: var(--fires); border-radius: 50%; }
.dot.silent { border-color: var(--silent); border-radius: 50%; }
.dot.value { transform: rotate(45deg) scale(.85); }
.dot.gap { width: 16px; background: var(--gap); border-color: var(--gap); }
.dot.bound { width: 18px; height: 0; border: 0; border-top: 1.5px dashed var(--series-1); vertical-align: middle; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }`;

// Paper cannot be unfolded.
const PRINT = `
html { font-size: 10pt; }
body { max-width: none; padding: 0; }
details:not(.slo)::details-content { content-visibility: visible !important; display: block !important; }
td details, .card details { display: none; }
article { break-before: page; border: 0 !important; margin: 0 !important; padding-top: 0; }
section > article:first-of-type { break-before: auto; }
section + section { break-before: page; }
h2 { margin-top: 0; }
.filter { display: none; }
section:has(> .slo) { break-before: auto; }
section:has(> .slo) h2 { margin-top: 18px; }
h2, h3, h4, .topic > summary { break-after: avoid; }
.card, .charts figure, tr, pre { break-inside: avoid; }
.scroll { overflow: visible; }
table, thead th { font-size: 8.5pt; }
td, thead th { white-space: normal; padding-right: 10px; }
td.prose { min-width: 0; }
th > div, td.name > div { max-width: 200px; }
summary { list-style: none; }
summary::-webkit-details-marker { display: none; }
.cards { grid-template-columns: 1fr 1fr; }
.charts { grid-template-columns: 1fr 1fr; }
a { color: inherit; text-decoration: none; }
.links { font-size: 8pt; color: var(--soft); }
.links a { text-decoration: underline; }`;

/** The style sheet as text. */
export const STYLE = `:root { color-scheme: light dark; ${LIGHT} }
@media screen and (prefers-color-scheme: dark) { :root { ${DARK} } }
${PAGE}
@media print { ${PRINT} }
`;
