/** Replies of RESP2, from chunks as they come. */

/** An error reply: a value, as any other. */
export class ErrorReply {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Status and bulk replies are bytes. */
export type Reply = Buffer | bigint | null | ErrorReply | readonly Reply[];

/** An array that is not full yet. */
interface Open {
  readonly items: Reply[];
  missing: number;
}

const NEWLINE = 2;

export class ReplyReader {
  private chunks: Buffer[] = [];
  private size = 0;
  private bytes: Buffer = Buffer.alloc(0);
  private pos = 0;
  /** Bytes that the reply at `pos` takes at least. */
  private need = 1;
  private readonly open: Open[] = [];
  private readonly take: (reply: Reply) => void;

  constructor(take: (reply: Reply) => void) {
    this.take = take;
  }

  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.size += chunk.length;
    // Joined only when it helps: a large reply comes in many chunks.
    if (this.bytes.length - this.pos + this.size < this.need) return;
    this.bytes = Buffer.concat([this.bytes.subarray(this.pos), ...this.chunks]);
    this.pos = 0;
    this.chunks = [];
    this.size = 0;
    while (this.step());
  }

  /** One reply, or the head of an array. False: more bytes are needed. */
  private step(): boolean {
    const end = this.bytes.indexOf('\r\n', this.pos);
    if (end < 0) return this.wait(this.bytes.length - this.pos + 1);
    const text = this.bytes.toString('latin1', this.pos + 1, end);
    const body = end + NEWLINE;
    switch (String.fromCharCode(this.bytes[this.pos] ?? 0)) {
      case '+':
        return this.done(Buffer.from(text, 'latin1'), body);
      case '-':
        return this.done(new ErrorReply(text), body);
      case ':':
        return this.done(BigInt(text), body);
      case '$': {
        const size = Number(text);
        if (size < 0) return this.done(null, body);
        if (this.bytes.length < body + size + NEWLINE) return this.wait(body + size + NEWLINE - this.pos);
        return this.done(Buffer.from(this.bytes.subarray(body, body + size)), body + size + NEWLINE);
      }
      case '*': {
        const count = Number(text);
        if (count <= 0) return this.done(count < 0 ? null : [], body);
        this.pos = body;
        this.open.push({ items: [], missing: count });
        return true;
      }
      default:
        throw new Error(`no reply begins with ${JSON.stringify(this.bytes.toString('latin1', this.pos, end))}`);
    }
  }

  private wait(need: number): false {
    this.need = need;
    return false;
  }

  private done(reply: Reply, next: number): true {
    this.pos = next;
    this.need = 1;
    let whole = reply;
    for (;;) {
      const outer = this.open.at(-1);
      if (outer === undefined) break;
      outer.items.push(whole);
      if (--outer.missing > 0) return true;
      this.open.pop();
      whole = outer.items;
    }
    this.take(whole);
    return true;
  }
}
