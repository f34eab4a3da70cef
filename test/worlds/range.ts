// What a range query makes of the rules, such as one that fills in the past (promtool tsdb create-blocks-from rules, vmalert's
// replay): each group has to be one series all the time, or a rule fails or loses samples.
import { parse } from 'yaml';
import { type Job, runJudge } from './judge.ts';
import type { JudgedRules } from './run-world.ts';
import { simulate } from './simulation/simulate.ts';
import { keyOf } from './simulation/target.ts';
import type { World } from './world.ts';

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly { readonly record?: string; readonly expr: string }[] }[];
}

const STEP_SECONDS = 300;

/** Of each recording rule, how many series its expression returns over the whole world; those that change labels have more
 *  series than groups. */
export async function seriesOverTime(
  world: World,
  { name, files }: JudgedRules,
  judge: string,
): Promise<ReadonlyMap<string, number>> {
  const rules = files.flatMap(({ text }) =>
    (parse(text) as RuleFile).groups.flatMap((group) =>
      group.rules.flatMap(({ record, expr }) => (record === undefined ? [] : [{ record, expr }])),
    ),
  );
  const job: Job = {
    end: world.endSeconds,
    evaluationInterval: 30,
    ruleSets: [{ name, files }],
    queries: rules.map(({ expr }) => ({ ruleSet: name, expr, from: 0, to: world.endSeconds, step: STEP_SECONDS })),
  };
  const { answers } = await runJudge(judge, job, simulate(world.actors, world.endSeconds, world.scrape));
  return new Map(
    rules.map(({ record }, at) => {
      const own = answers.filter(({ query }) => query === at + 1);
      // The name of the metric is the only thing that recording always sets.
      const series = own.flatMap(({ samples }) => samples.map(({ labels: { __name__, ...labels } }) => keyOf(labels)));
      return [`${record} (rule ${at + 1})`, new Set(series).size];
    }),
  );
}
