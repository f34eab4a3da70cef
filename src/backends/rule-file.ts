// Plain rule files: for `rule_files:` of a Prometheus without the operator and for everything else that reads them, and for
// Thanos Ruler and vmalert, whose groups say more.
import type { Settings } from '../model/settings.ts';
import { type Artifact, headerOf } from '../output/artifact.ts';
import { printYaml } from '../output/yaml/yaml.ts';
import type { CompiledFile } from '../rules/rule.ts';
import { specStem } from '../spec/file-names.ts';
import type { Backend } from './backend.ts';
import { GroupPrinter } from './printed/printed-slo.ts';
import { type GroupOptions, INDENT_IN_FILE, OF_VMALERT, type PartialResponse } from './rule-groups.ts';

export const ruleFileBackend: Backend = Object.freeze({
  name: 'prometheus',
  emit: (files, settings) => ruleFiles(files, settings),
} satisfies Backend);

/** A ratio of what some stores know may be anything, and what was recorded stays wrong for the whole period, so by default
 *  such an evaluation fails (https://thanos.io/tip/components/rule.md/#partial-response). */
const DEFAULT_PARTIAL_RESPONSE: PartialResponse = 'abort';

export const thanosBackend: Backend = Object.freeze({
  name: 'thanos',
  emit: (files, settings) =>
    ruleFiles(files, settings, {
      partial_response_strategy: settings.rules.partialResponse ?? DEFAULT_PARTIAL_RESPONSE,
    }),
} satisfies Backend);

export const vmalertBackend: Backend = Object.freeze({
  name: 'vmalert',
  emit: (files, settings) => ruleFiles(files, settings, OF_VMALERT),
} satisfies Backend);

function ruleFiles(files: readonly CompiledFile[], settings: Settings, options?: GroupOptions): Artifact[] {
  const printer = new GroupPrinter(INDENT_IN_FILE, options);
  return files.map((file) => {
    const path = `${settings.folders.rules}/${specStem(file.path, settings.specFolder)}.rules.yaml`;
    const groups = printer.ofFile(file);
    return { path, content: printYaml({ groups }, { header: [headerOf([file.path], path)] }) };
  });
}
