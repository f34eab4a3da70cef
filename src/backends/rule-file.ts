// Plain rule files: for `rule_files:` of a Prometheus without the operator and for everything else that reads them, and for
// Thanos Ruler and vmalert, whose groups say more.
import type { Settings } from '../model/settings.ts';
import { type Artifact, headerOf } from '../output/artifact.ts';
import { printYaml } from '../output/yaml/yaml.ts';
import type { CompiledFile } from '../rules/rule.ts';
import { type Backend, stemOf } from './backend.ts';
import { type GroupOptions, groupsOf, groupValue, OF_VMALERT, type PartialResponse } from './rule-groups.ts';

export const ruleFileBackend: Backend = Object.freeze({
  name: 'prometheus',
  emit: (files, settings) => files.map((file) => ruleFile(file, settings)),
} satisfies Backend);

/** A ratio of what some stores know may be anything, and what was recorded stays wrong for the whole period, so by default
 *  such an evaluation fails (https://thanos.io/tip/components/rule.md/#partial-response). */
const DEFAULT_PARTIAL_RESPONSE: PartialResponse = 'abort';

export const thanosBackend: Backend = Object.freeze({
  name: 'thanos',
  emit: (files, settings) =>
    files.map((file) =>
      ruleFile(file, settings, {
        partial_response_strategy: settings.rules.partialResponse ?? DEFAULT_PARTIAL_RESPONSE,
      }),
    ),
} satisfies Backend);

export const vmalertBackend: Backend = Object.freeze({
  name: 'vmalert',
  emit: (files, settings) => files.map((file) => ruleFile(file, settings, OF_VMALERT)),
} satisfies Backend);

function ruleFile(file: CompiledFile, settings: Settings, options?: GroupOptions): Artifact {
  const groups = groupsOf(file).map((group) => groupValue(group, options));
  const path = `${settings.rulesFolder}/${stemOf(file.path, settings)}.rules.yaml`;
  return { path, content: printYaml({ groups }, { header: [headerOf([file.path], path)] }) };
}
