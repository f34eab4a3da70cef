// What is wrong with the mesh at the moment. Processes read it at each tick; only the mesh changes it.

export interface Faults {
  /** Share of a service's requests that fail with 503 at the client, by the service's name. */
  readonly failing: ReadonlyMap<string, number>;
  /** Share of a service's responses that take most of a second, by the service's name. */
  readonly slow: ReadonlyMap<string, number>;
  /** Configuration takes seconds to reach the proxies. */
  readonly slowPushes: boolean;
}
