// Labels and annotations of Kubernetes objects, held against what the API server takes: it refuses the whole object.
import type { ConfigSpec } from '../../spec/config-schema.ts';
import type { Place } from '../place.ts';

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const NAME = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const PREFIX = /^(?=.{1,253}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/** Reports what no object could carry. */
export function checkMetadata(config: ConfigSpec, file: Place): void {
  for (const section of ['rules', 'dashboards'] as const) {
    const { labels = {}, annotations = {} } = config[section] ?? {};
    for (const key of Object.keys(labels)) checkKey(key, file.at(section, 'labels', key));
    for (const key of Object.keys(annotations)) checkKey(key, file.at(section, 'annotations', key));
    for (const [key, value] of Object.entries(labels)) {
      if (value === '' || NAME.test(value)) continue;
      file.at(section, 'labels', key).report({
        code: 'invalid-object-label',
        message: `${JSON.stringify(value)} cannot be the value of a Kubernetes label`,
        help: 'use at most 63 letters, digits, "-", "_" and ".", beginning and ending with a letter or digit; other texts are annotations',
      });
    }
  }
}

function checkKey(key: string, place: Place): void {
  const slash = key.indexOf('/');
  if (NAME.test(key.slice(slash + 1)) && (slash < 0 || PREFIX.test(key.slice(0, slash)))) return;
  place.report({
    code: 'invalid-object-label',
    part: 'key',
    message: `${JSON.stringify(key)} cannot be the name of a Kubernetes label or annotation`,
    help: 'write a name as in team, or a domain and a name as in example.com/team',
  });
}
