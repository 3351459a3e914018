/** A disk of our own, in a file, that loses power when we say so: root and loop devices are needed. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Profile } from '../e2e/harness.ts';

const SIZE = 1 << 30;
/** Programs for root are not on everybody's PATH. */
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

/**
 * `EXT4_IOC_SHUTDOWN` with `EXT4_GOING_FLAGS_NOLOGFLUSH`: from now on nothing reaches the disk, and what the file system had not
 * brought there is gone. Perl, since Node has no `ioctl` and every Debian has Perl.
 */
const cutProgram = `
  open(my $directory, '<', $ARGV[0]) or die "$ARGV[0]: $!";
  my $flags = pack('L', 2);
  defined(ioctl($directory, 0x8004587d, $flags)) or die "ioctl: $!";
`;

export class Disk implements Disposable {
  /** A profile on the disk. */
  readonly profile: Profile;
  readonly #place = mkdtempSync(path.join(tmpdir(), 'holdfast-disk-'));
  readonly #image = path.join(this.#place, 'image');
  readonly #mounted = path.join(this.#place, 'mounted');

  #cuts = 0;

  constructor() {
    mkdirSync(this.#mounted);
    writeFileSync(this.#image, '');
    truncateSync(this.#image, SIZE);
    try {
      root('mkfs.ext4', '-q', this.#image);
      this.#mount();
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
    this.profile = { directory: path.join(this.#mounted, 'profile'), [Symbol.dispose]: () => {} };
    mkdirSync(this.profile.directory);
    // What was there before the browser came is not what is asked about.
    root('sync', '-f', this.#mounted);
  }

  /** The power goes. */
  cut(): void {
    // Nobody brings it to the disk, so it must not be there afterwards. A new one each time: what is written over a file is synced.
    this.#cuts++;
    writeFileSync(this.#probe, 'not on the disk');
    root('perl', '-e', cutProgram, this.#mounted);
  }

  /** The power is back; who had files open has to be gone. The journal of the file system is replayed, as after any cut. */
  async comeBack(): Promise<void> {
    // Helpers of a killed browser take a moment to die.
    for (let tries = 0; spawnSync('umount', [this.#mounted], { env }).status !== 0; tries++) {
      if (tries === 100) throw new Error(`${this.#mounted} cannot be unmounted`);
      await sleep(50);
    }
    this.#mount();
    const probe = existsSync(this.#probe) ? readFileSync(this.#probe, 'utf8') : '';
    if (probe.startsWith('not')) throw new Error('the cut was none: a file that nobody had synced is there');
  }

  [Symbol.dispose](): void {
    spawnSync('umount', [this.#mounted], { env });
    rmSync(this.#place, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  get #probe(): string {
    return path.join(this.#mounted, `probe-${this.#cuts}`);
  }

  #mount(): void {
    root('mount', '-o', 'loop', this.#image, this.#mounted);
  }
}

/** Why there can be no such disk here; nothing if there can. */
export function whyNoDisk(): string | undefined {
  if (process.platform !== 'linux') return 'it needs Linux';
  if (process.getuid?.() !== 0) return 'it needs root, to mount a disk';
  try {
    using disk = new Disk();
    disk.cut();
    return undefined;
  } catch (error) {
    return `a disk in a file cannot be mounted, or not be cut off: ${(error as Error).message.trim()}`;
  }
}

function root(program: string, ...args: string[]): void {
  execFileSync(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
}
