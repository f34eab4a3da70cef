// In: test files. Out: which of them are the same but for names, so that one is run for all.
import type { TestFile } from '../backends/promtool-test.ts';
import { groupBy } from '../text/lists.ts';
import { shapeOf } from './shape.ts';

/** Test files that are the same but for names. What promtool says of the first, it says of all. */
export interface ShapeGroup {
  /** Never empty. */
  readonly files: readonly [TestFile, ...TestFile[]];
  /** Undefined for a file that is compared with none. */
  readonly shape: string | undefined;
}

/** The groups in the order of their first files. */
export function groupByShape(tests: readonly TestFile[]): ShapeGroup[] {
  const groups = groupBy(tests, (file) => shapeOf(file) ?? file);
  return [...groups].map(([key, files]) => ({ files, shape: typeof key === 'string' ? key : undefined }));
}
