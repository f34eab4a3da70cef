// The recipes of the documents as somebody would use them: all specs and scenarios of docs/recipes.md in one project,
// which passes `slo lint`, `slo build` and `slo test`.
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { describeEachPromtool } from '../support/promtool.ts';
import { Project } from './slo-process.ts';

const PAGE = readFileSync(new URL('../../docs/recipes.md', import.meta.url), 'utf8');
const BLOCKS = [...PAGE.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = '']) => text);
const SPECS = BLOCKS.filter((text) => text.startsWith('service:'));
const SCENARIOS = BLOCKS.filter((text) => text.startsWith('scenarios:'));

// Lines that begin with `note`: what the page says that no series can be made up for.
const NOTES = ['backup/fresh', 'website/alerts'];

const projectOfRecipes = () =>
  new Project(
    Object.fromEntries([
      ...SPECS.map((text, at) => [`slos/recipe-${at}.slo.yaml`, text] as const),
      ...SCENARIOS.map((text, at) => [`slos/recipe-${at}.slo-test.yaml`, text] as const),
    ]),
  );

it('the page has a recipe for each of its headings, and scenarios', () => {
  expect(SPECS).toHaveLength(PAGE.match(/^## /gm)?.length ?? 0);
  expect(SCENARIOS).toHaveLength(3);
});

it('the recipes have no problems', () => {
  expect(projectOfRecipes().slo('lint')).toMatchObject({ status: 0, stdout: '' });
});

describeEachPromtool('the tests of the recipes and their scenarios', (promtool) => {
  it('pass', () => {
    const project = projectOfRecipes();
    expect(project.slo('build')).toMatchObject({ status: 0 });
    const { status, stdout } = project.slo('test', '--promtool', promtool);
    expect(stdout.match(/^FAILED.*$/gm)).toBeNull();
    const noted = [...stdout.matchAll(/^note +([^\s:]+):/gm)].map(([, subject]) => subject);
    expect([...new Set(noted)].sort()).toEqual([...NOTES].sort());
    expect(stdout).toMatch(/^[1-9]\d* passed, 0 failed$/m);
    expect(status).toBe(0);
  });
});
