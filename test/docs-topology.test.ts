// The files of Prometheus in docs/topology.md: promtool takes them, and they let through all that a leaf records.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { compileSpec, readCorpus } from './corpus/read-corpus.ts';
import { describeWithPromtool } from './support/promtool.ts';

const PAGE = readFileSync(new URL('../docs/topology.md', import.meta.url), 'utf8');
const FILES = [...PAGE.matchAll(/```yaml\n(# prometheus\.yml.*\n[\s\S]*?)```/g)].map(([, text = '']) => text);

interface PrometheusFile {
  readonly remote_write?: readonly { readonly write_relabel_configs: readonly { readonly regex: string }[] }[];
  readonly scrape_configs?: readonly { readonly params: Readonly<Record<'match[]', readonly string[]>> }[];
}

/** The patterns by which series are let through, as written for the whole of a name. */
const PATTERNS = FILES.flatMap((text) => {
  const { remote_write = [], scrape_configs = [] } = parse(text) as PrometheusFile;
  return [
    ...remote_write.flatMap((remote) => remote.write_relabel_configs.map(({ regex }) => regex)),
    ...scrape_configs.flatMap(({ params }) =>
      params['match[]'].map((selector) => /=~"(.*)"/.exec(selector)?.[1] ?? ''),
    ),
  ].map((pattern) => new RegExp(`^(?:${pattern})$`));
});

describeWithPromtool('a file of Prometheus in docs/topology.md', (promtool) => {
  it.each(FILES.map((text, at) => [at + 1, text] as const))('number %d is one', (_at, text) => {
    const folder = mkdtempSync(join(tmpdir(), 'slo-docs-'));
    try {
      writeFileSync(join(folder, 'prometheus.yml'), text);
      expect(
        execFileSync(promtool, ['check', 'config', 'prometheus.yml'], { cwd: folder, encoding: 'utf8' }),
      ).toContain('SUCCESS');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('lets all through that a leaf records', () => {
    const spec = readCorpus().find(({ name }) => name === 'config-topology-leaf');
    const rules = spec ? compileSpec(spec).groups.flatMap((group) => group.rules) : [];
    const recorded = [...new Set(rules.flatMap(({ record }) => record ?? []))];
    expect(recorded.length).toBeGreaterThan(6);
    expect(PATTERNS).toHaveLength(2);
    for (const pattern of PATTERNS) {
      expect(recorded.filter((name) => !pattern.test(name))).toEqual([]);
      expect(pattern.test('http_requests_total')).toBe(false);
    }
  });
});
