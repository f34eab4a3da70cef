// A project without specs in, whether its last one was removed or they are looked for in the wrong place out. What a removed
// spec was compiled into goes, or its alerts would page for ever; a slip in the project file must remove nothing.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Report } from '../../diagnostics/report.ts';
import { type Origin, originOf } from '../../output/artifact.ts';
import { counted } from '../../text/numbers.ts';
import { type CompiledProject, planProject } from '../project/compile-project.ts';

/** The report to go on with: where the specs are gone of which the outputs were made, that is no error. */
export function judgeMissingSpecs(root: string, project: CompiledProject, report: Report): Report {
  const problems = report.diagnostics;
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [missing] = errors;
  if (missing?.code !== 'no-specs' || errors.length > 1) return report;
  const outputs = planProject(root, project, []).files.map(({ path }) => ({ path, ...readOrigin(root, path) }));
  if (outputs.length === 0) return report;
  const judged = new Report();
  for (const problem of problems) if (problem !== missing) judged.add(problem);
  const [alive] = outputs.flatMap(({ path, sources = [] }) =>
    sources
      .filter((source) => /\.slo\.ya?ml$/.test(source) && existsSync(join(root, source)))
      .map((spec) => ({ path, spec })),
  );
  if (alive) {
    const help = `${alive.path} was made from ${alive.spec}, which is there: is "specs" in slo.config.yaml right?`;
    judged.add({ ...missing, help });
  } else {
    const message = `${missing.message}: the last spec is gone, and ${counted(outputs.length, 'file')} made of such specs with it`;
    judged.add({ ...missing, severity: 'warning', message, help: 'git has the files, should they be needed again' });
  }
  return judged;
}

function readOrigin(root: string, path: string): Origin | undefined {
  return originOf(path, readFileSync(join(root, path), 'utf8'));
}
