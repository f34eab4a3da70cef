// So many random specs, compiled, with a test each that its texts reach a person as they were written.
import fc from 'fast-check';
import { stringify } from 'yaml';
import { compileText, diagnose } from '../support/compile-text.ts';
import type { ProvenSpec } from './proof-bench.ts';
import { anySpec, type RandomSpec } from './spec-arbitrary.ts';

export interface RandomSpecs {
  readonly compiled: readonly ProvenSpec[];
  /** The text of each spec, by the name of what it was compiled to. */
  readonly texts: Readonly<Record<string, string>>;
  /** Specs that were meant to be right, with what the compiler has against them. */
  readonly refused: readonly string[];
}

export function randomSpecs(seed: number, count: number): RandomSpecs {
  const all = fc.sample(anySpec, { seed, numRuns: count }).map((random, at) => {
    const [text, config] = [stringify(random.spec), stringify(random.config)];
    const errors = diagnose(text, config).filter(({ severity }) => severity === 'error');
    return { random, name: `seed-${seed}-number-${at}`, text, config, errors };
  });
  const right = all.filter(({ errors }) => errors.length === 0);
  return {
    compiled: right.map(({ random, name, text, config }) => {
      const { files, settings } = compileText(text, config);
      return { name, files, settings, further: literalTest(random) };
    }),
    texts: Object.fromEntries(right.map(({ name, text, config }) => [name, `${config}---\n${text}`])),
    refused: all
      .filter(({ errors }) => errors.length > 0)
      .map(({ text, errors }) => `${errors.map(({ code, message }) => `${code}: ${message}`).join('\n')}\n${text}`),
  };
}

type Texts = Readonly<Record<string, string>>;
interface About {
  readonly labels?: Texts;
  readonly annotations?: Texts;
  readonly runbook?: string;
  readonly dashboard?: string;
}

/** The alert that always fires says what the spec says, letter for letter. */
function literalTest({ spec, config }: RandomSpec): object {
  const head = spec as unknown as About & { readonly service: string; readonly namespace?: string };
  const [beacon] = spec.alerts as readonly [About & { readonly summary: string; readonly description: string }];
  const runbook = beacon.runbook ?? head.runbook;
  const dashboard = beacon.dashboard ?? head.dashboard;
  return {
    rule_files: ['rules.yaml'],
    evaluation_interval: '1m',
    tests: [
      {
        interval: '1m',
        input_series: [],
        alert_rule_test: [
          {
            eval_time: '1m',
            alertname: 'Beacon',
            exp_alerts: [
              {
                exp_labels: {
                  severity: 'info',
                  slo_service: head.service,
                  ...(head.namespace !== undefined && { slo_namespace: head.namespace }),
                  ...(config.cluster !== undefined && { slo_cluster: config.cluster }),
                  ...head.labels,
                  ...beacon.labels,
                },
                exp_annotations: {
                  summary: beacon.summary,
                  description: beacon.description,
                  ...(runbook !== undefined && { runbook_url: runbook }),
                  ...(dashboard !== undefined && { dashboard_url: dashboard }),
                  ...head.annotations,
                  ...beacon.annotations,
                },
              },
            ],
          },
        ],
      },
    ],
  };
}
