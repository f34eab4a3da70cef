// Plain rule files, for `rule_files:` of a Prometheus without the operator and for everything else that reads them.
import { printYaml } from '../output/yaml.ts';
import { type Backend, headerOf, stemOf } from './backend.ts';
import { groupsOf, groupValue } from './rule-groups.ts';

export const ruleFileBackend: Backend = Object.freeze({
  name: 'prometheus',
  emit: (files, settings) =>
    files.map((file) => ({
      path: `${settings.rulesFolder}/${stemOf(file.path, settings)}.rules.yaml`,
      content: printYaml({ groups: groupsOf(file).map(groupValue) }, { header: headerOf(file.path) }),
    })),
} satisfies Backend);
