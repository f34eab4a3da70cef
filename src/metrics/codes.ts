// Closed sets of values that the labels of many exporters share.

/** Every status code that HTTP has room for. */
export const HTTP_CODES: readonly string[] = Array.from({ length: 500 }, (_, index) => String(100 + index));

/** Classes of status codes, for exporters that do not tell codes apart. */
export const HTTP_CLASSES: readonly string[] = ['1xx', '2xx', '3xx', '4xx', '5xx'];

const GRPC_NAMES = [
  'OK',
  'Canceled',
  'Unknown',
  'InvalidArgument',
  'DeadlineExceeded',
  'NotFound',
  'AlreadyExists',
  'PermissionDenied',
  'ResourceExhausted',
  'FailedPrecondition',
  'Aborted',
  'OutOfRange',
  'Unimplemented',
  'Internal',
  'Unavailable',
  'DataLoss',
  'Unauthenticated',
];

/** Status codes of gRPC as Go's library writes them (`DeadlineExceeded`) and as the others do (`DEADLINE_EXCEEDED`). */
export const GRPC_CODES: readonly string[] = [
  ...new Set([
    ...GRPC_NAMES,
    ...GRPC_NAMES.map((name) => name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()),
    'CANCELLED',
  ]),
];

/** Status codes of gRPC as numbers. */
export const GRPC_NUMBERS: readonly string[] = GRPC_NAMES.map((_, index) => String(index));
