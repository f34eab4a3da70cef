// How a page calls a service.
import type { CompiledService } from '../rules/rule.ts';

/** With its namespace, where it has one. */
export function serviceName({ identity: { namespace, service } }: CompiledService): string {
  return namespace === undefined ? service : `${namespace}/${service}`;
}
