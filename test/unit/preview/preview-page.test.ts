// The page as a browser reads it: sound HTML, complete, the same each time, asking nobody for anything, and with the
// texts of specs as texts, whatever they look like.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { testFilesOf } from '../../../src/backends/promtool-test.ts';
import { compile } from '../../../src/compile.ts';
import { Compiled } from '../../../src/compiled.ts';
import { Report } from '../../../src/diagnostics/report.ts';
import { readSettings } from '../../../src/model/settings.ts';
import { previewPage } from '../../../src/preview/preview-page.ts';
import { printableText } from '../../../src/text/printable.ts';
import { compileOne, RATIO } from '../model/compile-one.ts';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

const settings = readSettings(undefined, new Report());
const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');

function compileAll(paths: readonly string[], texts: readonly string[] = paths.map(read), written = '') {
  const report = new Report();
  const specs = texts.map((text, at) => ({ path: `slos/spec-${at}.slo.yaml`, text }));
  const scenarios = written === '' ? [] : [{ path: 'slos/spec.slo-test.yaml', text: written }];
  const compiled = compile({ specs, scenarios }, settings, report);
  if (report.hasErrors) throw new Error(report.diagnostics.map(({ message }) => message).join('\n'));
  return compiled;
}

/** What a browser makes of a page; throws when it had to mend something. */
function elementsOf(page: string): Element[] {
  const errors: string[] = [];
  const document = parse(page, { onParseError: ({ code, startLine }) => errors.push(`${startLine}: ${code}`) });
  expect(errors).toEqual([]);
  const below = (node: Node): Element[] => [
    ...('tagName' in node ? [node] : []),
    ...('childNodes' in node ? node.childNodes.flatMap(below) : []),
  ];
  return below(document);
}

function textOf(node: Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

const attribute = (element: Element | undefined, name: string): string | undefined =>
  element?.attrs.find((attr) => attr.name === name)?.value;

const own = compileAll(
  ['slos/control-plane.slo.yaml', 'slos/mesh.slo.yaml'],
  undefined,
  read('slos/mesh.slo-test.yaml'),
);
const page = await previewPage(own);
const elements = elementsOf(page);

describe('the page of the SLOs of this repository', () => {
  it('names every SLO, every alert and every scenario of the tests, and the files from which they follow', () => {
    const text = textOf(parse(page));
    const services = own.files.flatMap((file) => file.services);
    const slos = services.flatMap((service) => service.slos);
    const groups = [...slos.flatMap((slo) => slo.groups), ...services.flatMap((service) => service.alertGroups)];
    const alerts = groups.flatMap(({ rules }) => rules).flatMap((rule) => (rule.kind === 'alerting' ? rule.alert : []));
    const tests = testFilesOf(own);
    const names = [
      ...slos.map(({ slo }) => slo.identity.slo),
      ...alerts,
      ...tests.flatMap(({ sources }) => sources),
      ...tests.flatMap(({ scenarios }) => scenarios.map(({ title }) => title)),
    ];
    expect(names.length).toBeGreaterThan(200);
    expect(names.filter((name) => !text.includes(name))).toEqual([]);
    const cards = elements.filter((element) => attribute(element, 'class') === 'card');
    expect(cards).toHaveLength(tests.reduce((sum, { scenarios }) => sum + scenarios.length, 0));
  });

  it('is small enough to be mailed', () => {
    expect(Buffer.byteLength(page)).toBeLessThan(3 * 1024 * 1024);
  });

  it('names each drawing for those who do not see it', () => {
    const charts = elements.filter((element) => attribute(element, 'class') === 'chart');
    expect(charts.length).toBeGreaterThan(200);
    const nameless = charts.filter((chart) => {
      const [first] = chart.childNodes;
      return attribute(chart, 'role') !== 'img' || first?.nodeName !== 'title' || textOf(first).length < 10;
    });
    expect(nameless).toEqual([]);
  });

  it('leads from its contents to every section', () => {
    const ids = elements.flatMap((element) => attribute(element, 'id') ?? []);
    const targets = elements.flatMap((element) => (element.tagName === 'a' ? attribute(element, 'href') : []));
    expect(ids.length).toBe(7);
    expect(targets).toEqual(ids.map((id) => `#${id}`));
  });
});

describe('a page', () => {
  it('is the same each time', async () => {
    const compiled = () => compileAll(['test/corpus/zero-tolerance.slo.yaml']);
    expect(await previewPage(compiled())).toBe(await previewPage(compiled()));
  });

  it.each(['text-hostile', 'latency-native'])('of %s loads and runs nothing', async (name) => {
    const all = elementsOf(await previewPage(compileAll([`test/corpus/${name}.slo.yaml`])));
    expect(all.filter(({ tagName }) => LOADING.includes(tagName))).toEqual([]);
    const attributes = all.flatMap(({ attrs }) => attrs);
    expect(attributes.filter(({ name }) => /^on|^style$|^src|^data$|^xlink|^background$|^poster$/.test(name))).toEqual(
      [],
    );
    const outside = attributes.filter(
      ({ name, value }) => name !== 'href' && /url\(|^\s*(?:javascript|https?):/i.test(value),
    );
    expect(outside).toEqual([]);
    // Links to elsewhere are for people to follow.
    const elsewhere = all.filter((element) => !/^#slo-\d+$|^data:,$/.test(attribute(element, 'href') ?? '#slo-0'));
    expect(
      elsewhere.filter((element) => element.tagName !== 'a' || attribute(element, 'rel') !== 'noreferrer'),
    ).toEqual([]);
    expect(elsewhere.filter((element) => !/^https:/.test(attribute(element, 'href') ?? ''))).toEqual([]);
  });

  it('is guarded by a policy that allows its own style sheet and nothing else', () => {
    const policy = attribute(
      elements.find((element) => attribute(element, 'http-equiv') === 'Content-Security-Policy'),
      'content',
    );
    const styles = elements.filter(({ tagName }) => tagName === 'style').map(textOf);
    expect(styles).toHaveLength(1);
    const hash = createHash('sha256')
      .update(styles[0] ?? '')
      .digest('base64');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'sha256-${hash}'`);
  });

  it('shows hostile texts as they are written', async () => {
    const text = `</style></script><script>alert(1)</script> " onload='x' &lt; \u202e мир 🔥 {{ $labels }} \${HOME}`;
    const spec = `service: shop
owner: ${JSON.stringify(text)}
slos:
  - name: success
    description: ${JSON.stringify(text)}
    objective: 99%
    indicator: { ratio: { total: 'requests_total{job=${JSON.stringify(text).replaceAll("'", "''")}}', bad: errors_total } }
`;
    const written = `scenarios:
  - name: ${JSON.stringify(text)}
    slo: shop/success
    traffic: [{ for: 10m, events: 1/s, bad: 0% }]
    expect: [{ at: 5m, silent: all }]
`;
    const compiled = compileAll([], [spec], written);
    // Marks of direction would turn what a reviewer reads.
    const visible = printableText(text, { color: false });
    const all = elementsOf(await previewPage(compiled));
    const shown = (match: (element: Element) => boolean) => all.filter(match).map(textOf);
    expect(shown((element) => attribute(element, 'class') === 'lead')).toContain(visible);
    expect(shown(({ tagName }) => tagName === 'dd')).toContain(visible);
    expect(shown(({ tagName }) => tagName === 'figcaption')).toContain(visible);
    expect(shown(({ tagName }) => tagName === 'title')).toContain(`Timeline: ${visible}`);
    expect(shown(({ tagName }) => tagName === 'pre').join()).toContain('alert(1)');
    expect(all.filter(({ tagName }) => LOADING.includes(tagName))).toEqual([]);
  });
});

describe('the links of an alert', () => {
  /** The links to elsewhere on the page of a spec, in a project with these settings. */
  async function linksOf(spec: string, config: string): Promise<(string | undefined)[][]> {
    const { files, diagnostics } = compileOne(spec, config);
    expect(diagnostics).toEqual([]);
    const all = elementsOf(await previewPage(new Compiled({ files, settings, scenarios: [] })));
    const links = all.filter((element) => element.tagName === 'a' && attribute(element, 'rel') === 'noreferrer');
    return links.map((element) => [attribute(element, 'aria-label'), attribute(element, 'href')]);
  }

  const CONFIG =
    'defaults: { runbook: "https://runbooks.example.com" }\ngrafana: { url: "https://grafana.example.com" }\n';
  const ALERTS = `
    alerts:
      burnRate: { inherit: false, tiers: { mine: { long: 1h, short: 5m, factor: 5, severity: page } } }
      threshold: [{ name: ManyErrors, errorRatio: 5%, over: 5m, severity: page, dashboard: "https://own.example.com/?a=1&b='\\"" }]
      absent: { annotations: { runbook_url: "javascript:alert(1)", dashboard_url: no address } }
alerts: [{ istio: istiod-down }, { name: Own, expr: a > 1, severity: page }]
`;
  const SPEC = `service: shop\nslos:\n  - name: orders\n    objective: 99%\n    ${RATIO}${ALERTS}`;

  it('are those of its annotations, as far as a page knows them', async () => {
    const board = 'https://grafana.example.com/d/slo-detail?var-service=shop&var-slo=orders';
    expect(await linksOf(SPEC, CONFIG)).toEqual([
      ['runbook of ErrorBudgetBurn', 'https://runbooks.example.com/errorbudgetburn'],
      ['dashboard of ErrorBudgetBurn', board],
      ['runbook of ManyErrors', 'https://runbooks.example.com/manyerrors'],
      ['dashboard of ManyErrors', `https://own.example.com/?a=1&b='"`],
      ['runbook of IstiodDown', 'https://runbooks.example.com/istioddown'],
      ['dashboard of IstiodDown', 'https://grafana.example.com/d/slo-istio-control-plane'],
      ['runbook of Own', 'https://runbooks.example.com/own'],
    ]);
  });

  it('are left out where the project gives no addresses', async () => {
    expect(await linksOf(SPEC, '')).toEqual([['dashboard of ManyErrors', `https://own.example.com/?a=1&b='"`]]);
  });
});

/** Elements that load or run something. */
const LOADING: readonly string[] = [
  'script',
  'iframe',
  'img',
  'image',
  'object',
  'embed',
  'video',
  'audio',
  'form',
  'base',
  'use',
  'foreignobject',
  'foreignObject',
];
