// A project with targets: one build for several clusters, each into folders of its own.
import { describe, expect, it } from '@jest/globals';
import { Project, SPEC } from './slo-process.ts';
import { SMALL, SPEC_PATH, STORY } from './small-project.ts';

const CONFIG = `output: { dashboards: "off", tests: test/promtool }
rules:
  labels: { release: prometheus }
targets:
  - name: prod-eu
    cluster: eu-1
    labels: { env: prod }
    rules: { namespace: slo-eu, labels: { shard: eu } }
    objectives: { shop/success: 99.5% }
  - name: staging
    output: { rules: elsewhere/staging }
    labels: { env: staging }
`;

/** With little to prove, and so quick to build. */
const LIGHT = `${SPEC}    alerts:
      burnRate: off
      threshold: [{ name: Errors, errorRatio: 1%, over: 5m, severity: warning }]
`;

const SPECS = { 'slos/shop.slo.yaml': LIGHT, 'slos/team/cart.slo.yaml': LIGHT.replace('shop', 'cart') };

function projectOf(config = CONFIG, files: Readonly<Record<string, string>> = SPECS): Project {
  const project = new Project({ 'slo.config.yaml': config, ...files });
  expect(project.slo('build')).toMatchObject({ status: 0, stdout: '' });
  return project;
}

const outputs = (project: Project): string[] =>
  Object.keys(project.snapshot()).filter((path) => !/^(slos|slo\.config|dashboards)/.test(path));

const rulesOf = (project: Project): string[] => outputs(project).filter((path) => !path.startsWith('test/'));

describe('a build of a project with targets', () => {
  it('writes each target into folders of its own, and nothing beside them', () => {
    const project = projectOf();
    expect(rulesOf(project)).toEqual([
      'elsewhere/staging/kustomization.yaml',
      'elsewhere/staging/shop.yaml',
      'elsewhere/staging/team/cart.yaml',
      'rules/prod-eu/kustomization.yaml',
      'rules/prod-eu/shop.yaml',
      'rules/prod-eu/team/cart.yaml',
    ]);
    const tests = outputs(project).filter((path) => path.startsWith('test/'));
    expect(new Set(tests.map((path) => path.split('/').slice(0, 3).join('/')))).toEqual(
      new Set(['test/promtool/prod-eu', 'test/promtool/staging']),
    );
    expect(project.slo('build', '--check').status).toBe(0);
  });

  it('gives each what is set for it, and what the project sets for all', () => {
    const project = projectOf();
    const [eu, staging] = [project.read('rules/prod-eu/shop.yaml'), project.read('elsewhere/staging/shop.yaml')];
    expect(eu).toContain('namespace: slo-eu\n');
    expect(eu).toContain('release: "prometheus"\n    shard: "eu"\n');
    expect(eu).toContain('slo_cluster: "eu-1"');
    expect(eu).toContain('env: "prod"');
    expect(eu).toContain('expr: vector(0.995)');
    expect(staging).not.toContain('namespace: slo-eu');
    expect(staging).not.toContain('shard');
    expect(staging).not.toContain('slo_cluster');
    expect(staging).toContain('env: "staging"');
    expect(staging).toContain('expr: vector(0.999)');
    expect(project.read('rules/prod-eu/team/cart.yaml')).toContain('expr: vector(0.999)');
  });

  it('touches one target alone when asked to', () => {
    const project = projectOf();
    project.write('slos/shop.slo.yaml', LIGHT.replace('99.9%', '99%'));
    project.remove('slos/team/cart.slo.yaml');
    const before = project.snapshot();
    expect(project.slo('build', '--target', 'staging').status).toBe(0);
    const after = project.snapshot();
    expect(after['rules/prod-eu/team/cart.yaml']).toEqual(before['rules/prod-eu/team/cart.yaml']);
    expect(after['rules/prod-eu/shop.yaml']).toEqual(before['rules/prod-eu/shop.yaml']);
    expect(Object.keys(after)).not.toContain('elsewhere/staging/team/cart.yaml');
    expect(project.read('elsewhere/staging/shop.yaml')).toContain('vector(0.99)');
    expect(project.slo('build', '--check', '--target', 'staging').status).toBe(0);
    expect(project.slo('build', '--check').status).toBe(1);
  });

  it('removes what was built before there were targets, and the files of a target that is gone', () => {
    const project = projectOf('');
    expect(rulesOf(project)).toContain('rules/shop.yaml');
    project.write('slo.config.yaml', CONFIG);
    project.slo('build');
    expect(rulesOf(project)).not.toContain('rules/shop.yaml');
    project.write('slo.config.yaml', 'targets:\n  - name: staging\n');
    project.slo('build');
    expect(rulesOf(project).filter((path) => path.startsWith('rules/prod-eu'))).toEqual([]);
    project.write('slo.config.yaml', '');
    project.slo('build');
    expect(rulesOf(project).filter((path) => path.startsWith('rules/'))).toEqual([
      'rules/kustomization.yaml',
      'rules/shop.yaml',
      'rules/team/cart.yaml',
    ]);
  });

  it('builds a target from a part of the specs', () => {
    const project = projectOf('targets:\n  - { name: all }\n  - { name: team, only: [team] }\n');
    expect(rulesOf(project).filter((path) => path.startsWith('rules/team/'))).toEqual([
      'rules/team/kustomization.yaml',
      'rules/team/team/cart.yaml',
    ]);
  });

  it('writes nothing when one of the targets is wrong', () => {
    const project = projectOf();
    project.write('slos/shop.slo.yaml', LIGHT.replace('99.9%', '99%'));
    project.write('slo.config.yaml', CONFIG.replace('shop/success: 99.5%', 'shop/succes: 99.5%'));
    const before = project.snapshot();
    const outcome = project.slo('build');
    expect(outcome).toMatchObject({ status: 1, stdout: '' });
    expect(outcome.stderr).toContain('error[unknown-objective]');
    expect(outcome.stderr).toContain('did you mean "shop/success"?');
    expect(project.snapshot()).toEqual(before);
  });

  it('says which targets there are when another is named', () => {
    const outcome = projectOf().slo('build', '--target', 'stagging');
    expect(outcome).toMatchObject({ status: 1, stdout: '' });
    expect(outcome.stderr).toContain('error[unknown-target]');
    expect(outcome.stderr).toContain('did you mean "staging"?');
  });

  it('tells a mistake in a spec once, and what only a target brings about with its name', () => {
    const project = new Project({
      'slo.config.yaml': CONFIG.replace('99.5%', '80%'),
      'slos/shop.slo.yaml': `${SPEC}    alerts:
      burnRate:
        tiers:
          page-fast: { factor: 14.4 }
`,
      'slos/wrong.slo.yaml': SPEC.replace('99.9%', '100%').replace('shop', 'wrong'),
    });
    const { stdout, status } = project.slo('lint');
    expect(status).toBe(1);
    expect(stdout.match(/error\[objective-out-of-range\]/g)).toHaveLength(1);
    expect(stdout).toMatch(/shop\.slo\.yaml:.*\(in the target "prod-eu"\)$/m);
    expect(stdout).not.toContain('(in the target "staging")');
  });

  it('tells a mistake in a spec of some targets once, too, and names together the targets in which it is one', () => {
    const project = new Project({
      'slo.config.yaml': `targets:
  - { name: eu, cluster: eu-1, objectives: { tiers/success: 80% } }
  - { name: us, cluster: us-1, objectives: { tiers/success: 80% } }
  - { name: old, cluster: old-1 }
  - { name: dev, cluster: dev-1, only: [other] }
`,
      'slos/other.slo.yaml': SPEC.replace('shop', 'other'),
      'slos/shop.slo.yaml': SPEC.replace('99.9%', '100%'),
      'slos/tiers.slo.yaml': `${SPEC.replace('shop', 'tiers')}    alerts:
      burnRate:
        tiers:
          page-fast: { factor: 14.4 }
`,
    });
    const { stdout, status } = project.slo('lint');
    expect(status).toBe(1);
    expect(stdout.match(/error\[objective-out-of-range\].*/g)).toEqual([expect.not.stringContaining('(in the target')]);
    const ofSome = stdout.match(/tiers\.slo\.yaml:.*\(in the target.*/g) ?? [];
    expect(new Set(ofSome.map((line) => line.replace(/^.*?(?=\(in)/, '')))).toEqual(
      new Set(['(in the targets "eu" and "us")']),
    );
    expect(new Set(ofSome).size).toBe(ofSome.length);
  });
});

describe('other commands on a project with targets', () => {
  it('explain an SLO as it is in each target, or in one', () => {
    const project = projectOf();
    const { stdout } = project.slo('explain', 'shop/success');
    expect(stdout.match(/^Target .*$/gm)).toEqual(['Target prod-eu', 'Target staging']);
    expect(stdout).toMatch(/99\.5%[\s\S]*Target staging[\s\S]*99\.9%/);
    const explained = project.slo('explain', 'shop/success', '--target', 'staging').stdout;
    expect(explained.match(/^Target .*$/gm)).toEqual(['Target staging']);
  });

  it('print the rules of all targets, or of one', () => {
    const project = projectOf();
    expect(project.slo('build', '--stdout').stdout.match(/^kind: PrometheusRule$/gm)).toHaveLength(4);
    expect(
      project.slo('build', '--stdout', '--target', 'prod-eu').stdout.match(/^kind: PrometheusRule$/gm),
    ).toHaveLength(2);
  });

  it('test every target, each with its own scenarios', () => {
    const config =
      'output: { tests: test/promtool }\ntargets:\n  - { name: a }\n  - { name: b, objectives: { shop/success: 99.5% } }\n';
    const project = projectOf(config, { [SPEC_PATH]: SMALL, 'slos/shop.slo-test.yaml': STORY });
    const scenarios = outputs(project).filter(
      (path) => path.endsWith('.test.yaml') && project.read(path).includes('every fifth checkout fails'),
    );
    // In the other the objective is not that for which the scenario was written.
    expect(scenarios).toEqual(['test/promtool/a/shop/shop.success.30s.test.yaml']);
    project.write('rules/b/shop.yaml', project.read('rules/b/shop.yaml').replace('0.005', '0.006'));
    expect(project.slo('test').stdout).toContain('rules/b/shop.yaml is not what slos/shop.slo.yaml says');
    expect(project.slo('test', '--target', 'a').stdout).not.toContain('rules/b/shop.yaml');
  });

  it('accept a scenario of an SLO that only some targets have, and none of an SLO that no target has', () => {
    const files = {
      ...SPECS,
      [SPEC_PATH]: SMALL,
      'slos/shop.slo-test.yaml': STORY.replace('slo: success', 'slo: shop/success'),
    };
    const config = 'output: { tests: test/promtool }\ntargets:\n  - { name: a }\n  - { name: b, only: [team/cart] }\n';
    expect(projectOf(config, files).slo('lint').stdout).toBe('');
    const project = new Project({
      ...files,
      'slo.config.yaml': config.replace('{ name: a }', '{ name: a, only: [team] }'),
    });
    const { status, stdout } = project.slo('lint');
    expect(status).toBe(1);
    expect(stdout).toContain('error[unknown-slo]');
  });
});
