// Before all tests of a run: one promtool for every test and every process that a test starts, `slo` among them. Workers
// and their children inherit the environment.
import { env } from 'node:process';
import '../../scripts/typescript.mjs';

const { findTools } = await import('../../scripts/tools/find-promtool.ts');
const { isSupported } = await import('../../src/promtool/program.ts');

// biome-ignore lint/style/noDefaultExport: jest takes the set-up of a run as a default export only.
export default function usePromtool() {
  const tool = findTools().find(({ version }) => isSupported(version));
  if (tool !== undefined) env.PROMTOOL = tool.promtool;
}
