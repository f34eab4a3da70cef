// The release of Prometheus whose promtool is brought where there is none, and the checksums of its archives, as the release
// states them in its sha256sums.txt. A checksum of another place than this one would prove nothing of the archive.
import process from 'node:process';
import { withoutEnd } from '../text/trim.ts';

/** An archive of a release, for one system. */
export interface Archive {
  /** As the release names the system, such as `linux-amd64`. */
  readonly system: string;
  readonly sha256: string;
}

export interface Release {
  readonly version: string;
  /** Of the Go module of that release. */
  readonly moduleVersion: string;
  /** By platform and architecture as Node names them, such as `linux-x64`. */
  readonly archives: Readonly<Record<string, Archive>>;
  /** The folder in which the release lies, on any server: the checksums decide. */
  readonly address: string;
}

const VERSION = '3.13.1';

/** The newest with long-term support whose archives were known when this was written. */
export function release(): Release {
  // As for other programs that bring programs: a copy within a company, where the Internet is out of reach.
  const mirror = process.env.PROMTOOL_MIRROR || 'https://github.com/prometheus/prometheus/releases/download';
  return {
    version: VERSION,
    moduleVersion: 'v0.313.1',
    address: `${withoutEnd(mirror, '/')}/v${VERSION}`,
    archives: {
      'linux-x64': {
        system: 'linux-amd64',
        sha256: '962b812371aff838d152b6ff2d56fdb7a6396f5542f48ebf73421b9721f0d103',
      },
      'linux-arm64': {
        system: 'linux-arm64',
        sha256: 'fbd8e5e0f6ad2e7d053e717739186caee4fd0cab2cf9335bfc86c292fe2a2bfe',
      },
      'darwin-x64': {
        system: 'darwin-amd64',
        sha256: 'bc6cef4bdbeb3d0974ac161684dd2a0c4d4e341a13a4a634917b1c09d0f33fc5',
      },
      'darwin-arm64': {
        system: 'darwin-arm64',
        sha256: '28d1f1224b2a22f84c801487fad4b3bd58f94a8cb58cf9340557e787030c9703',
      },
    },
  };
}

/** This machine, as the keys of `archives` name it. */
export const PLATFORM = `${process.platform}-${process.arch}`;
