// Links of alerts against the boards that are built with them: each leads to a board that is there, by variables that it
// has; and the value that a variable is given is one of a label that the board selects by.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { emitDashboards } from '../../src/backends/dashboard-file.ts';
import { compile } from '../../src/compile.ts';
import { Report } from '../../src/diagnostics/report.ts';
import { readCorpus, settingsOf } from '../corpus/read-corpus.ts';
import { type BoardJson, queriesOf } from '../support/boards.ts';

const GRAFANA = { url: 'https://grafana.links.example.com' };

interface LinkedProject {
  readonly name: string;
  readonly links: readonly URL[];
  readonly boards: ReadonlyMap<string, BoardJson>;
}

async function linksAndBoards(name: string, texts: readonly string[], config?: string): Promise<LinkedProject> {
  const report = new Report();
  const written = settingsOf(config === undefined ? {} : { config }, report);
  const links = { ...written.links, grafana: GRAFANA };
  const settings = { ...written, links, folders: { ...written.folders, dashboards: 'dashboards' } };
  const specs = texts.map((text, at) => ({ path: `slos/spec-${at}.slo.yaml`, text }));
  const { files } = compile({ specs }, settings, report);
  const artifacts = emitDashboards(files, settings, new Report());
  const boards = artifacts.map(({ content }): BoardJson => JSON.parse(content));
  const rules = files.flatMap(({ services }) =>
    services.flatMap(({ slos, alertGroups }) =>
      [...slos.flatMap(({ groups }) => groups), ...alertGroups].flatMap(({ rules: own }) => own),
    ),
  );
  const urls = rules.flatMap((rule) => (rule.kind === 'alerting' ? (rule.annotations.dashboard_url ?? []) : []));
  return {
    name,
    // Templates are none of a URL's business.
    links: urls
      .map((url) => new URL(url.replaceAll(/\{\{.*?\}\}/g, 'x')))
      .filter(({ origin }) => origin === GRAFANA.url),
    boards: new Map(boards.map((board) => [board.uid, board])),
  };
}

const spec = (path: string): string => readFileSync(new URL(`../../slos/${path}`, import.meta.url), 'utf8');

const PROJECTS: readonly (readonly [name: string, texts: readonly string[], config?: string])[] = [
  ['this repository', [spec('control-plane.slo.yaml'), spec('mesh.slo.yaml')]],
  ['presets only', ['service: mesh\nalerts: [{ istio: istiod-down }, { istio: istio-gateway-no-route }]\n']],
  ...readCorpus().map(({ name, text, config }) => [name, [text], config ?? '{}'] as const),
];

describe('links of alerts', () => {
  it('lead to boards that are built, by variables that these have', async () => {
    let count = 0;
    for (const project of PROJECTS) {
      const { name, links, boards } = await linksAndBoards(...project);
      for (const { pathname, searchParams } of links) {
        const uid = pathname.replace('/d/', '');
        const variables = boards.get(uid)?.templating.list.map((variable) => `var-${variable.name}`);
        const used = [...searchParams.keys()].filter((key) => key.startsWith('var-'));
        expect([name, uid, used.filter((key) => !variables?.includes(key))]).toEqual([name, uid, []]);
        expect(boards.has(uid)).toBe(true);
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(300);
  });

  it('give each variable a value of the label that the board asks for', async () => {
    const config = 'cluster: eu-1';
    const text =
      'namespace: shop\nservice: cart\nslos: [{ name: orders, objective: 99%, indicator: { by: [namespace, path], ratio: { total: a, bad: b } } }]\n';
    const { links, boards } = await linksAndBoards('one', [text], config);
    const [link] = links;
    const exprs = [...boards.values()].filter(({ uid }) => uid === 'slo-detail').flatMap(queriesOf);
    const labels = {
      cluster: 'slo_cluster',
      namespace: 'slo_namespace',
      service: 'slo_service',
      slo: 'slo',
      by_namespace: 'namespace',
      path: 'path',
    };
    for (const [variable, label] of Object.entries(labels)) {
      const test = `${label}=~"$${variable}"`;
      expect([test, exprs.some(({ target }) => target.expr.includes(test))]).toEqual([test, true]);
      expect(link?.searchParams.has(`var-${variable}`)).toBe(true);
    }
    expect(Object.fromEntries(link?.searchParams ?? [])).toMatchObject({
      'var-cluster': 'eu-1',
      'var-namespace': 'shop',
      'var-service': 'cart',
      'var-slo': 'orders',
    });
  });

  it('are left out for alerts about traffic where no SLO makes a board of them', async () => {
    const { links } = await linksAndBoards('presets', ['service: mesh\nalerts: [{ istio: istio-gateway-no-route }]\n']);
    expect(links).toEqual([]);
  });
});
