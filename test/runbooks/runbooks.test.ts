// The runbooks of all specs of the corpus: every link of an alert leads to a page and a section of it, every query is one
// that Prometheus takes, and nothing that a user wrote is markup.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { marked, type Token } from 'marked';
import { compile, emitTexts } from '../../src/compile.ts';
import { Report } from '../../src/diagnostics/report.ts';
import type { Settings } from '../../src/model/settings.ts';
import { hasGeneratedMarker } from '../../src/output/artifact.ts';
import { printYaml } from '../../src/output/yaml/yaml.ts';
import { renderLiteral } from '../../src/rules/template.ts';
import { type CorpusSpec, readCorpus, settingsOf } from '../corpus/read-corpus.ts';
import { checkRules, describeEachPromtool, withTempDir } from '../support/promtool.ts';

const BASE = 'https://runbooks.example.com/base';
const FOLDER = 'docs/runbooks';

interface Built {
  readonly name: string;
  /** Markdown by the name of the page. */
  readonly pages: Readonly<Record<string, string>>;
  /** The `runbook_url`s that are made from the base. */
  readonly links: readonly string[];
}

function build(spec: CorpusSpec): Built {
  const report = new Report();
  const written = settingsOf(spec, report);
  const links = { ...written.links, runbook: BASE, hasPages: true };
  const settings: Settings = { ...written, folders: { ...written.folders, runbooks: FOLDER }, links };
  const compiled = compile({ specs: [{ path: `slos/${spec.name}.slo.yaml`, text: spec.text }] }, settings, report);
  const artifacts = emitTexts(compiled, new Report()).filter(({ path }) => path.startsWith(`${FOLDER}/`));
  const rules = compiled.files.flatMap(({ services }) =>
    services.flatMap(({ slos, alertGroups }) =>
      [...slos.flatMap(({ groups }) => groups), ...alertGroups].flatMap(({ rules: own }) => own),
    ),
  );
  const urls = rules.flatMap((rule) =>
    rule.kind === 'alerting' ? renderLiteral(rule.annotations.runbook_url ?? '') : [],
  );
  return {
    name: spec.name,
    pages: Object.fromEntries(artifacts.map(({ path, content }) => [path.slice(FOLDER.length + 1), content])),
    links: [...new Set(urls)].filter((url) => url.startsWith(BASE)),
  };
}

const corpus = readCorpus().map(build);

const tokensOf = (markdown: string): Token[] => {
  const tokens: Token[] = [];
  void marked.walkTokens(marked.lexer(markdown), (token) => {
    tokens.push(token);
  });
  return tokens;
};

/** The address of a heading, as GitHub makes it. */
const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

const sectionsOf = (markdown: string): string[] =>
  tokensOf(markdown).flatMap((token) => (token.type === 'heading' ? slug(token.text) : []));

const queriesOf = (markdown: string): string[] =>
  tokensOf(markdown).flatMap((token) => (token.type === 'code' && token.lang === 'promql' ? token.text : []));

describe('the runbooks of the corpus', () => {
  it('are where the alerts link to, down to the section', () => {
    const links = corpus.flatMap(({ links: own, pages }) => own.map((url) => ({ url, pages })));
    expect(links.length).toBeGreaterThan(100);
    for (const { url, pages } of links) {
      const [name = '', fragment] = url.slice(BASE.length + 1).split('#');
      const page = pages[`${name}.md`];
      expect([url, page === undefined]).toEqual([url, false]);
      if (fragment !== undefined) expect(sectionsOf(page ?? '')).toContain(fragment);
    }
  });

  it('link to sections that they have, and to whole addresses', () => {
    for (const page of corpus.flatMap(({ pages }) => Object.values(pages))) {
      const sections = sectionsOf(page);
      for (const token of tokensOf(page)) {
        if (token.type !== 'link') continue;
        if (token.href.startsWith('#')) expect(sections).toContain(token.href.slice(1));
        else expect(token.href).toMatch(/^(https?:\/\/|mailto:)/);
      }
    }
  });

  it('are marked as generated, end with a line break, and have names that are safe on any disk', () => {
    for (const [name, page] of corpus.flatMap(({ pages }) => Object.entries(pages))) {
      expect(name).toMatch(/^[a-z0-9]+\.md$/);
      expect(hasGeneratedMarker(page)).toBe(true);
      expect(page).toMatch(/[^\n]\n$/);
    }
  });

  it('hold no markup of users: no HTML but the mark on top, no image, no heading that is not ours', () => {
    const hostile = corpus.find(({ name }) => name === 'text-hostile');
    const pages = Object.values(hostile?.pages ?? {});
    expect(pages.length).toBeGreaterThan(2);
    for (const page of pages) {
      const tokens = tokensOf(page);
      expect(tokens.filter(({ type }) => type === 'html')).toHaveLength(1);
      expect(tokens.filter(({ type }) => ['image', 'blockquote', 'hr', 'del', 'br'].includes(type))).toEqual([]);
      for (const token of tokens) {
        if (token.type === 'heading' && token.depth === 3) {
          expect(['Look first', 'Usual causes', 'How it ends']).toContain(token.text);
        }
      }
    }
  });

  it('are not written unless a folder is configured for them', () => {
    const report = new Report();
    const settings = settingsOf({}, report);
    const specs = [{ path: 'slos/a.slo.yaml', text: 'service: a\nalerts: [{ istio: istiod-down }]\n' }];
    const compiled = compile({ specs }, settings, report);
    expect(emitTexts(compiled, new Report()).filter(({ path }) => path.endsWith('.md'))).toEqual([]);
  });
});

describeEachPromtool('the queries of the runbooks', (promtool) => {
  it('are taken by Prometheus', async () => {
    await withTempDir((dir) => {
      mkdirSync(join(dir, 'rules'));
      const queries = [...new Set(corpus.flatMap(({ pages }) => Object.values(pages).flatMap(queriesOf)))];
      expect(queries.length).toBeGreaterThan(200);
      const file = join(dir, 'rules', 'queries.yaml');
      const rules = queries.map((expr, at) => ({ record: `runbook:query:number${at}`, expr }));
      writeFileSync(file, printYaml({ groups: [{ name: 'queries', rules }] }, { header: ['Queries'] }));
      const { ok, output } = checkRules(promtool, [file]);
      expect(ok ? '' : output.slice(0, 2_000)).toBe('');
    });
  });
});
