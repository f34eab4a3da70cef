// The codes about files and folders, and about the project file. Most have no spec as their example.
import type { Code } from '../code.ts';

export const FILE_CODES = [
  {
    code: 'no-specs',
    title: 'there is nothing to compile',
    explanation:
      'The spec folder holds no file whose name ends in .slo.yaml. A build without specs could remove rules that are still needed, so it is an error. Where the specs are gone of which the generated files were made, the last spec was removed: then it is a warning, and `slo build` removes these files. The spec folder is "slos" in the project folder, or the folder that "specs" in slo.config.yaml names. Use -C to work in another project folder. `slo init` writes an example to start from.',
    example: '# no spec: an empty folder\n$ slo build -C my-project\n',
  },
  {
    code: 'file-unreadable',
    title: 'a file or folder cannot be read',
    explanation:
      'The operating system refused to read the file: a permission is missing, the file is gone, or a symbolic link leads nowhere or in a circle. A link that leads out of the project is not followed either: it may come with a pull request, and a diagnostic would quote what only this machine may read. The message gives the reason. Nothing is compiled, because a build without that file would remove its alerts.',
    example: '# no spec: a link to a file that is gone\n$ ln -s ../gone.slo.yaml slos/shop.slo.yaml\n$ slo build\n',
  },
  {
    code: 'left-out',
    title: 'a file that looks like one of the project is not read',
    explanation:
      'Specs are the files whose names end in .slo.yaml (or .slo.yml) below the spec folder, in small letters; settings are in slo.config.yaml. A spec under another name, a link to a folder and slo.config.yml are not read, so nothing is built of them. Rename the file, or move the folder into the project. Links to folders are not followed, because they may lead out of the project, or in a circle.',
    example: '# no spec: a spec without its ending\n$ mv slos/cart.slo.yaml slos/cart.yaml\n$ slo lint\n',
  },
  {
    code: 'not-a-file',
    title: 'what is named like a spec is no file',
    explanation:
      'A folder, pipe, socket or device has a name that ends in .slo.yaml. It cannot hold a spec, and reading from a pipe would wait for ever. Rename it, or move it out of the spec folder.',
    example: '# no spec: a folder with the name of a spec\n$ mkdir slos/shop.slo.yaml\n$ slo build\n',
  },
  {
    code: 'object-too-large',
    title: 'an object is too large for who takes it',
    explanation:
      'prometheus-operator and the operator of VictoriaMetrics refuse an object whose rules take more than half a mebibyte. Kubernetes refuses a ConfigMap of more than one mebibyte. The former rules stay in force. The rules of a spec file become one object if they fit, otherwise one object for each service or SLO. The rules of one SLO depend on each other and cannot be divided. Usually they take about 23 kibibytes. Look for a long text or expression that every alert repeats, or move some of the alerts to another SLO. Dashboards in ConfigMaps and GrafanaDashboards have the limit of a ConfigMap, dashboards in plain files have none.',
    example: '# no spec: an SLO with a hundred alerts, each of a long description\n$ slo build\n',
  },
  {
    code: 'object-large',
    title: 'an object needs server-side apply',
    explanation:
      'Client-side apply stores a copy of the object in an annotation. All annotations of an object may have 256 KiB together, so client-side apply fails with "metadata.annotations: Too long". Apply the object with `kubectl apply --server-side`, or with the option ServerSideApply=true in Argo CD. Flux always uses server-side apply. Objects of more than one SLO are divided before they become so large.',
    example: '# no spec: an SLO with fifty alerts, each of a long description\n$ slo build\n',
  },
  {
    code: 'too-many-groups',
    title: 'there are more groups than Mimir takes',
    explanation:
      'An SLO becomes two or three rule groups, and Mimir takes seventy from a tenant unless ruler_max_rule_groups_per_tenant says otherwise; the groups of other namespaces count, too. What is beyond the limit is refused when it is uploaded. Raise the limit. Mimir limits the rules of a group to twenty as well; no group has more, in any format.',
    example: '# no spec: forty SLOs\n$ slo build --format mimir\n',
  },
  {
    code: 'file-too-large',
    title: 'a spec file is too large',
    explanation:
      'A spec of a thousand SLOs takes about a megabyte. A file of more than four is taken for something else that got the name of a spec, and parsing it would keep the tool busy for minutes. Split a real one by service: the file name has no part in the identity of an SLO, so no history is lost.',
    example: '# no spec: a file of 50 MB\n$ truncate -s 50M slos/shop.slo.yaml\n$ slo build\n',
  },
  {
    code: 'file-not-text',
    title: 'a spec file is not UTF-8 text',
    explanation:
      'YAML is read as UTF-8. The file is a binary one, or a text in another encoding such as UTF-16 or Latin-1, whose letters would come out wrong in names and label values. Save it as UTF-8.',
    example: '# no spec: a text in UTF-16\n$ iconv -t UTF-16 shop.yaml > slos/shop.slo.yaml\n$ slo build\n',
  },
  {
    code: 'invalid-file-name',
    title: 'the file name cannot become the name of a Kubernetes object',
    explanation:
      'slos/checkout.slo.yaml becomes the PrometheusRule "checkout". Kubernetes takes only names of lower-case letters, digits and hyphens that start and end with a letter or digit, so another file name would build well and then be refused in the cluster. The names of folders between the spec folder and the file are part of the name, too.',
    example: "# no spec: a file name with a blank and a capital\n$ touch 'slos/Shop Orders.slo.yaml'\n$ slo build\n",
  },
  {
    code: 'duplicate-output',
    title: 'two outputs would be one file',
    explanation:
      'The name of a rule file is the name of its spec without .slo.yaml or .slo.yml, so two specs that differ only there would overwrite each other, and the alerts of one would be gone. A spec called "kustomization" would overwrite the list of the rule files. The name of a test file is made of namespace, service, SLO and what is tested, so those of two services in one spec file can be the same. Rename one of them.',
    example: '# no spec: two files, one stem\n$ ls slos\nshop.slo.yaml  shop.slo.yml\n$ slo build\n',
  },
  {
    code: 'output-conflict',
    title: 'something is in the way of an output file',
    explanation:
      'The path of an output file holds a file that slo did not generate, a folder, or a link that leads out of the output folder. slo replaces only files whose header says that slo generated them for this place: of a copy the header names another file, and a file of a project in a folder of this one is left to that project. Nothing was written. Move the file, folder or link, or choose another output folder in slo.config.yaml.',
    example:
      '# no spec: a file of somebody else under the name of an output\n$ echo "groups: []" > rules/shop.yaml\n$ slo build\n',
  },
  {
    code: 'output-kept',
    title: 'a generated file is kept, because its header names another place',
    explanation:
      'The header of a generated file names the place that it belongs to, as a path in its project. A build removes only generated files that lie in their own place and that no spec is compiled into any more. One whose header names another place is a copy that somebody made and perhaps changed, or it belongs to a project in another folder. Take the header out of a copy that you keep, and delete one that nobody needs.',
    example: '# no spec: a copy of a generated file\n$ cp rules/shop.yaml rules/shop-tuned.yaml\n$ slo build\n',
  },
  {
    code: 'write-failed',
    title: 'an output file could not be written',
    explanation:
      'The operating system refused to write or delete a file: the disk is full or mounted read-only, or a permission is missing. slo first writes all files into a temporary folder and then moves them into place. If a move is refused, the earlier moves are undone, so all files are unchanged. Run the build again when the cause is gone.',
    example: '# no spec: an output folder that cannot be written to\n$ chmod a-w rules\n$ slo build\n',
  },
  {
    code: 'scrape-interval-out-of-range',
    title: 'the scrape interval is too short or too long',
    explanation:
      'A rate needs at least two samples, and the windows are made to hold four scrapes so that one may fail. Prometheus forgets a sample after five minutes: with scrapes further apart than two minutes a single failed one leaves a hole, and every alert with it. Below one second no Prometheus scrapes. Set "scrapeInterval" to what the ServiceMonitors and PodMonitors of these targets say.',
    example: '# slo.config.yaml\nscrapeInterval: 5m\n',
  },
  {
    code: 'setting-not-for-format',
    title: 'a setting that the format of the dashboards has no place for',
    explanation:
      'Plain JSON files hold a dashboard and nothing else: in which folder of Grafana it is to appear, or which labels it is to have, can only be said by an object around it. It would be left out without a word. Choose the format that delivers dashboards where you are, or remove the setting.',
    example: '# slo.config.yaml\ndashboards:\n  format: json\n  folder: SLOs\n',
  },
  {
    code: 'folder-outside-project',
    title: 'a folder is not inside the project',
    explanation:
      'Generated files are replaced, and pruned when their spec is gone. Therefore folders are written as paths relative to slo.config.yaml, with "/" between their parts, and may not climb out of the project with "..".',
    example: '# slo.config.yaml\noutput:\n  rules: ../cluster/rules\n',
  },
  {
    code: 'unknown-target',
    title: 'there is no target of this name',
    explanation:
      'The option --target takes the name of one of the "targets" in slo.config.yaml. Without the option all of them are built, or the project itself where it has none.',
    example: '# no spec: a target that slo.config.yaml does not have\n$ slo build --target prod-eu\n',
  },
  {
    code: 'duplicate-target',
    title: 'two targets have one name',
    explanation:
      'The name of a target is that of its output folders and what --target takes, so two of one name could not be told apart. Rename one of them.',
    example: '# slo.config.yaml\ntargets:\n  - name: prod\n  - name: prod\n',
  },
  {
    code: 'overlapping-targets',
    title: 'two targets write into one folder',
    explanation:
      'A build removes generated files that no longer follow from a spec. Two targets with a common folder, or with one folder inside the other, would overwrite or remove the files of each other. Without "output" a target writes into folders with its name, below the folders of the project. Remove "output", or give each target separate folders.',
    example:
      '# slo.config.yaml\ntargets:\n  - name: prod\n    output: { rules: deploy }\n  - name: staging\n    output: { rules: deploy/staging }\n',
  },
  {
    code: 'invalid-topology',
    title: 'leaves and what is above them do not fit together',
    explanation:
      'With "topology" the rules run in two places: rates of events in each leaf, such as a cluster, and all that follows from them in one place above. Both are built from the same specs, each by a target of its own. They need to know which external label tells the leaves apart, and its value in each of them: a leaf that does not report is told by its absence. In a leaf no series has that label, so nothing may be selected by it. See docs/topology.md.',
    example: '# slo.config.yaml\ntopology: { leafLabel: cluster, leaves: [eu-1, us-1] }\ntargets:\n  - name: prod\n',
  },
  {
    code: 'unknown-objective',
    title: 'a target sets the objective of an SLO that it does not have',
    explanation:
      'Under "objectives" a target names SLOs by service/slo, or by namespace/service/slo where a spec has a namespace. An entry that names none would change nothing: the SLO was renamed, the name is misspelled, or "only" leaves its spec out.',
    example: '# slo.config.yaml\ntargets:\n  - name: staging\n    objectives: { shop/oders: 99% }\n',
  },
  {
    code: 'unknown-spec',
    title: 'a target asks for a spec that is not there',
    explanation:
      'Under "only" a target lists the specs that it is built from: the path of each below the spec folder without .slo.yaml, or a folder of them. An entry that names none would leave alerts out without a word.',
    example: '# slo.config.yaml\ntargets:\n  - name: staging\n    only: [shpo]\n',
  },
  {
    code: 'invalid-object-label',
    title: 'a label or annotation that no Kubernetes object may carry',
    explanation:
      'The API server refuses an object, with all its rules, for a single label or annotation that it does not take. The name is up to 63 letters, digits, "-", "_" and ".", with a letter or digit at either end; before it may stand a domain in lower case and a slash. The value of a label is like a name, or empty; that of an annotation is free. What Prometheus and Alertmanager see are other labels, those of "defaults" and of the specs, which have no such limits.',
    example: '# slo.config.yaml\nrules:\n  labels:\n    team: payments & billing\n',
  },
] as const satisfies readonly Code[];
