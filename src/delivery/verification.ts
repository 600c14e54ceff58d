/** The comparing of source and target while one is followed into the other: delivery waits at an offset that both are at. */
import type { DiffInput } from '../comparison/twice-read.ts';
import { UsageError } from '../errors.ts';
import type { Dump } from '../replication/segment.ts';
import type { Course } from './course.ts';
import { verify, type Verdict, type VerifyOptions } from './verify.ts';

export interface VerificationOptions extends VerifyOptions {
  /** What the target holds: opened when delivery has come to the offset. */
  readonly target: () => readonly DiffInput[];
}

export class Verification {
  private readonly options: VerificationOptions;
  private readonly dumps: Dump[] = [];

  constructor(options: VerificationOptions) {
    this.options = options;
  }

  /**
   * One comparison. The sources are asked for their data sets once delivery waits, so that it cannot be ahead of them; then it goes
   * on to their offsets.
   * @throws RdbToolError: one of them cannot be read; UsageError: a source has no offsets
   */
  async run(courses: readonly Course[]): Promise<Verdict> {
    const { dumps, options } = this;
    try {
      await Promise.all(courses.map((course) => course.holdAt(0)));
      for (const course of courses) dumps.push(await dumpOf(course));
      await Promise.all(courses.map((course, i) => course.holdAt(dumps[i]?.offset ?? 0)));
      return await verify(dumps.map(inputOf), options.target(), options);
    } finally {
      for (const course of courses) course.release();
      await this.close();
    }
  }

  /** Whatever it is about: nobody wants to know any more. */
  async close(): Promise<void> {
    for (const dump of this.dumps.splice(0)) await dump.close();
  }
}

async function dumpOf({ source }: Course): Promise<Dump> {
  const dump = await source.dump?.();
  if (dump?.offset !== undefined) return dump;
  await dump?.close();
  throw new UsageError(`${source.name} tells no offset at which it could be compared`);
}

function inputOf(dump: Dump): DiffInput {
  return { name: dump.name, open: async () => ({ format: 'rdb', source: dump }), rereadable: false };
}
