// The page of `slo preview`: compiled files and their scenarios in, one HTML file out, which asks nobody for anything. The
// same specs give the same bytes. A page of few SLOs shows all of them in full and holds no script.
import { type TestFile, testFilesOf } from '../backends/promtool-test.ts';
import type { Compiled } from '../compiled.ts';
import { ratioToPercent } from '../model/units.ts';
import { printDuration } from '../promql/duration.ts';
import { proofName } from '../proof/prove.ts';
import { standaloneName } from '../proof/standalone/standalone.ts';
import { alertsOf, type CompiledFile, type CompiledService, type CompiledSlo } from '../rules/rule.ts';
import { printableText } from '../text/printable.ts';
import { type Content, type Html, html } from './html.ts';
import { htmlPage } from './html-page.ts';
import { overviewPage } from './overview-page.ts';
import { plainTable } from './plain-table.ts';
import { ResponseCharts } from './response-charts.ts';
import { serviceName } from './service-name.ts';
import { sloSection, standaloneSection, type Tests } from './slo-section.ts';

/** A section of the page, before it is drawn: an SLO, or what stands beside them. */
interface Entry {
  readonly id: string;
  readonly service: CompiledService;
  /** Absent for the alerts beside the SLOs. */
  readonly compiled?: CompiledSlo;
  readonly tests: Tests;
}

/** An SLO in full takes about 350 KB. */
const MOST_IN_FULL = 14;

/** The page as text: in full, or of many SLOs an overview. */
export async function previewPage(compiled: Compiled): Promise<string> {
  const count = compiled.files.flatMap(({ services }) => services.flatMap(({ slos }) => slos)).length;
  const page = count > MOST_IN_FULL ? await overviewPage(compiled) : await fullPage(compiled);
  // Charts hold texts of users, too, and another program wrote them.
  return printableText(page, { color: false });
}

async function fullPage(compiled: Compiled): Promise<string> {
  const charts = new ResponseCharts();
  const entries = entriesOf(compiled.files, testFilesOf(compiled));
  const services = [...new Set(entries.map(({ service }) => service))];
  const sections: Html[] = [];
  for (const service of services) {
    sections.push(
      await serviceSection(
        service,
        entries.filter((entry) => entry.service === service),
        charts,
      ),
    );
  }
  return htmlPage(
    'Service level objectives',
    'preview',
    html`<header>
<h1>Service level objectives</h1>
<p class="lead">What each SLO promises, when its alerts fire, and the scenarios by which promtool proves it.</p>
</header>
<nav aria-label="Contents">${index(entries)}</nav>
<main>
${LEGEND}
${sections}
</main>`,
  );
}

function entriesOf(files: readonly CompiledFile[], tests: readonly TestFile[]): Entry[] {
  const entries = files.flatMap(({ path, services }) => {
    const testsOf = (name: string): Tests => {
      const ofSlo = tests.filter(({ proof, sources }) => proof.name === name && sources.includes(path));
      return { files: ofSlo, gaps: [...new Set(ofSlo.flatMap(({ proof }) => proof.gaps))] };
    };
    return services.flatMap((service) => [
      ...service.slos.map((compiled) => ({ service, compiled, tests: testsOf(proofName(compiled.slo.identity)) })),
      ...(service.alertGroups.length > 0 ? [{ service, tests: testsOf(standaloneName(service)) }] : []),
    ]);
  });
  return entries.map((entry, at) => ({ ...entry, id: `slo-${at + 1}` }));
}

async function serviceSection(
  service: CompiledService,
  entries: readonly Entry[],
  charts: ResponseCharts,
): Promise<Html> {
  const sections: Html[] = [];
  for (const { id, compiled, tests } of entries) {
    sections.push(
      compiled ? await sloSection(compiled, id, tests, charts) : await standaloneSection(service, id, tests),
    );
  }
  return html`<section><h2>${serviceName(service)}</h2>
${sections}</section>
`;
}

function index(entries: readonly Entry[]): Html {
  const rows = entries.map(({ id, service, compiled, tests }): Content[] => {
    const { slo, groups } = compiled ?? { groups: service.alertGroups };
    const name = html`<a href="#${id}">${slo?.identity.slo ?? 'alerts beside the SLOs'}</a>`;
    const objective = slo === undefined ? '' : slo.kind === 'budget' ? ratioToPercent(slo.objective) : 'zero events';
    const period = slo?.kind === 'budget' ? printDuration(slo.periodMs) : '';
    const scenarios = tests.files.reduce((sum, file) => sum + file.scenarios.length, 0);
    return [name, serviceName(service), objective, period, alertsOf(groups).length, scenarios];
  });
  return plainTable(['SLO', 'service', 'objective', 'period', 'alerts', 'scenarios'], rows);
}

const LEGEND = html`<p class="legend">In timelines
<span><i class="dot fires"></i> the alert must fire</span>
<span><i class="dot silent"></i> it must be silent</span>
<span><i class="dot value"></i> a recorded value is compared</span>
<span><i class="dot texts"></i> so are the texts of an alert</span>
<span><i class="dot gap"></i> nothing is there</span>
<span><i class="dot bound"></i> the threshold of an alert</span></p>`;
