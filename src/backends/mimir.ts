// Files for `mimirtool rules sync`: each is a namespace of the ruler of Mimir, Cortex or Grafana Cloud.
import type { Settings } from '../model/settings.ts';
import { type Artifact, headerOf } from '../output/artifact.ts';
import { type PrintedItem, printYaml } from '../output/yaml/yaml.ts';
import type { CompiledFile } from '../rules/rule.ts';
import { specStem } from '../spec/file-names.ts';
import { type Backend, objectName } from './backend.ts';
import { GroupPrinter } from './printed/printed-slo.ts';
import { INDENT_IN_FILE } from './rule-groups.ts';

/** Mimir's default for ruler_max_rule_groups_per_tenant. That for rules per group is kept for all formats. */
const MOST_GROUPS = 70;

export const mimirBackend: Backend = Object.freeze({
  name: 'mimir',
  emit(files, settings, report) {
    const printer = new GroupPrinter(INDENT_IN_FILE);
    const groups = files.map((file) => printer.ofFile(file));
    const count = groups.flat().length;
    if (count > MOST_GROUPS) {
      report.add({
        code: 'too-many-groups',
        severity: 'warning',
        message: `the rules have ${count} groups; by default Mimir takes ${MOST_GROUPS} from a tenant`,
        help: 'raise ruler_max_rule_groups_per_tenant, or ask those who run it to do so; 0 means no limit',
      });
    }
    return files.map((file, at) => namespaceFile(file, groups[at] ?? [], settings));
  },
} satisfies Backend);

function namespaceFile(file: CompiledFile, groups: readonly PrintedItem[], settings: Settings): Artifact {
  const stem = specStem(file.path, settings.specFolder);
  const { namespace } = settings.rules;
  const name = objectName(stem);
  const value = {
    namespace: namespace === undefined ? name : `${namespace}.${name}`,
    groups,
  };
  const path = `${settings.folders.rules}/${stem}.yaml`;
  return { path, content: printYaml(value, { header: [headerOf([file.path], path)] }) };
}
