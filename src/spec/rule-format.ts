// The names of the formats in which rules can be written, apart from the schema, which takes long to load.

/** As the project file and the command line name them. */
export const RULE_FORMATS = ['operator', 'prometheus', 'mimir', 'thanos', 'vmrule', 'vmalert', 'configmap'] as const;

export type RuleFormat = (typeof RULE_FORMATS)[number];
