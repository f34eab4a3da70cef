// What Kubernetes would refuse for its size, told before anything is written.
import type { Report } from '../diagnostics/report.ts';
import { PrintedItem } from '../output/yaml/yaml.ts';

const KIB = 1024;

/** `kubectl apply` without --server-side keeps the object in an annotation of at most 262,144 bytes, as JSON
 *  (apimachinery: TotalAnnotationSizeLimitB). What the API server adds to an object is not in it. */
export const LARGEST_ANNOTATION_BYTES = 256 * KIB;

/** The most that an object may have, and who refuses more. */
export interface SizeLimit {
  readonly bytes: number;
  readonly by: string;
}

/** The size of an object as client-side apply counts it, in bytes: as JSON. Items that are printed are counted for themselves. */
export function sizeOf(value: object): number {
  let ofItems = 0;
  const json = JSON.stringify(value, (_key, field: unknown) => {
    if (!(field instanceof PrintedItem)) return field;
    ofItems += field.jsonBytes() - '0'.length;
    return 0;
  });
  return Buffer.byteLength(json) + ofItems;
}

/** Tells the report of an object that is too large, or too large for client-side apply. `help` is for the former. */
export function checkSize(what: string, bytes: number, largest: SizeLimit, help: string, report: Report): void {
  const size = `${what} would have ${Math.ceil(bytes / KIB)} KiB`;
  if (bytes > largest.bytes) {
    report.add({
      code: 'object-too-large',
      severity: 'error',
      message: `${size}; ${largest.by} refuses more than ${largest.bytes / KIB}`,
      help,
    });
  } else if (bytes > LARGEST_ANNOTATION_BYTES) {
    report.add({
      code: 'object-large',
      severity: 'warning',
      message: `${size}; client-side apply refuses more than ${LARGEST_ANNOTATION_BYTES / KIB}`,
      help: 'apply it with `kubectl apply --server-side`, in Argo CD with ServerSideApply=true; Flux does so anyway',
    });
  }
}
