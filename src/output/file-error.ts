// What the operating system threw in, words for the user out. A file that cannot be read or written is the user's
// problem to solve, not a bug: it is reported as data, without a stack trace.

/** A file and why it was not read, written or deleted. */
export interface FileFailure {
  /** Relative to the project root, `/` between its parts. */
  readonly path: string;
  readonly message: string;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file is larger than the system allows',
  EISDIR: 'a folder is in the way',
  ERR_FS_EISDIR: 'a folder is in the way',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EEXIST: 'a part of its path is a file, not a folder',
  ENOENT: 'it does not exist, or is a symbolic link to nothing',
  ELOOP: 'its symbolic links go round in a circle',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ERR_FS_FILE_TOO_LARGE: 'it is too large',
  ERR_STRING_TOO_LONG: 'it is too large',
  EIO: 'the disk reports an input/output error',
};

/** Why the operating system refused, with its code; throws on what did not come from it. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code === undefined) throw error;
  const reason = REASONS[code];
  return reason === undefined ? `the operating system says ${code}` : `${reason} (${code})`;
}

/** The operating system's code, such as `EACCES`, if the error came from it, or Node's where a file is larger than it can hold. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error) || typeof error.code !== 'string')
    return undefined;
  return 'syscall' in error || Object.hasOwn(REASONS, error.code) ? error.code : undefined;
}
