// The formats in which rules can be written, apart from the schema, which takes long to load.

/** As the project file and the command line name them. */
export const RULE_FORMATS = ['operator', 'prometheus', 'mimir', 'thanos', 'vmrule', 'vmalert', 'configmap'] as const;

export type RuleFormat = (typeof RULE_FORMATS)[number];

interface AboutFormat {
  /** What is written, as a part of a list. */
  readonly writes: string;
  /** Whether what evaluates the rules writes so late that a rule reads what the rules above it recorded one evaluation ago:
   *  vmalert sends what it records by remote write. */
  readonly isRecordedLate: boolean;
}

export const ABOUT_FORMATS: Readonly<Record<RuleFormat, AboutFormat>> = Object.freeze({
  operator: { writes: 'PrometheusRule objects (default)', isRecordedLate: false },
  prometheus: { writes: 'plain rule files', isRecordedLate: false },
  mimir: { writes: 'namespaces of Mimir', isRecordedLate: false },
  thanos: { writes: 'files of Thanos Ruler', isRecordedLate: false },
  vmrule: { writes: 'VMRule objects', isRecordedLate: true },
  vmalert: { writes: 'files of vmalert', isRecordedLate: true },
  configmap: { writes: 'ConfigMaps', isRecordedLate: false },
});
