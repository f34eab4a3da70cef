// Types of engines.mjs, which stays plain JavaScript as the other scripts that bring tools.

/** The programs of an engine that is built: by name, the path of each, and the engine's version. */
export type EnginePrograms = Readonly<Record<string, string>>;

/** Undefined where it is not built. */
export function findEngine(name: 'victoriametrics' | 'thanos' | 'cortex'): EnginePrograms | undefined;
