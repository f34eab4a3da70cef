// The proof of an SLO or of standing alerts: each scenario of its tests with its timeline and what is checked, gathered by
// the alert that it puts to the test.
import type { TestFile } from '../backends/promtool-test.ts';
import { lineOf } from '../diagnostics/position.ts';
import type { Span } from '../diagnostics/report.ts';
import type { Slo } from '../model/slo.ts';
import { printDuration } from '../promql/duration.ts';
import { printSeries } from '../proof/context/label-set.ts';
import type { Scenario } from '../proof/context/scenario.ts';
import { counted } from '../text/numbers.ts';
import { type Html, html } from './html.ts';
import { claimTitle, timelineOf } from './timeline.ts';
import { timelineChart } from './timeline-chart.ts';

/** A scenario with the place from which it follows: of the SLO in its spec, or of the scenario that a user wrote. */
interface PlacedScenario {
  readonly scenario: Scenario;
  readonly origin: Span | undefined;
}

/** The scenarios of some test files, drawn one after the other, since hundreds at once need more memory. `slo` is absent for alerts that stand on their own. */
export async function scenarioCards(files: readonly TestFile[], slo: Slo | undefined): Promise<Html> {
  const placed = files.flatMap(({ proof, scenarios }) =>
    scenarios.map((scenario): PlacedScenario => ({ scenario, origin: scenario.origin ?? proof.origin })),
  );
  const topics = [...new Set(placed.map(({ scenario }) => topicOf(scenario)))].sort((a, b) => rankOf(a) - rankOf(b));
  const groups: Html[] = [];
  for (const topic of topics) {
    const cards: Html[] = [];
    for (const card of placed.filter(({ scenario }) => topicOf(scenario) === topic)) {
      cards.push(await scenarioCard(card, slo));
    }
    groups.push(html`<details class="topic"><summary>${topic} <span class="soft">${counted(cards.length, 'scenario')}</span></summary>
<div class="cards">${cards}</div></details>
`);
  }
  return html`${groups}`;
}

const OWN = 'Scenarios of your own';
/** What comes after the alerts by name. */
const LAST: readonly string[] = ['Several alerts', 'Every alert', 'Recorded values'];

function rankOf(topic: string): number {
  return topic === OWN ? -2 : LAST.indexOf(topic);
}

/** What a scenario is about: the one alert that it names, several, all of them, or what is recorded. */
function topicOf({ origin, checks }: Scenario): string {
  if (origin) return OWN;
  const claims = checks.flatMap(({ claim }) => claim ?? []);
  const named = [...new Set(claims.filter(({ alert }) => alert !== undefined).map(claimTitle))];
  if (named.length > 1) return 'Several alerts';
  return named[0] ?? (claims.length > 0 ? 'Every alert' : 'Recorded values');
}

async function scenarioCard({ scenario, origin }: PlacedScenario, slo: Slo | undefined): Promise<Html> {
  const { title, checks, rendered } = scenario;
  const timeline = timelineOf(scenario, slo);
  const chart = await timelineChart(timeline, `Timeline: ${title}`);
  const moments = [
    ...checks.map(({ atMs, what }) => ({ atMs, what })),
    ...rendered.map(({ atMs, alert }) => ({ atMs, what: `the texts of ${alert} must read as its rule says` })),
  ].sort((a, b) => a.atMs - b.atMs);
  const others = timeline.others > 0 ? html` Fed in beside it: ${`${timeline.others} other series`}.` : undefined;
  const fed = scenario.series.map((input) => `${printSeries(input)}\n  ${input.values}`).join('\n');
  return html`<figure class="card"><figcaption>${title}</figcaption>
${chart}
<details><summary>${counted(moments.length, 'check')}, and the series</summary><ol>${moments.map(({ atMs, what }) => html`<li><b>${momentWords(atMs)}</b> ${what}</li>`)}</ol><pre>${fed}</pre></details>
<p class="place">${origin && html`From <code>${lineOf(origin)}</code>.`}${others}</p></figure>
`;
}

function momentWords(atMs: number): string {
  return atMs === 0 ? '0' : printDuration(atMs);
}
